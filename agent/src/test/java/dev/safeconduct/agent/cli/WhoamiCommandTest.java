package dev.safeconduct.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.oauth.OAuthJson;
import dev.safeconduct.testkit.SigningKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code whoami}: who logged in, by the stored ID token, and clear words where nothing says so. */
class WhoamiCommandTest extends CommandLineTest {

    private void logInWithIdToken() throws Exception {
        as.idTokens(SigningKey.generate("ES256", "key"))
                .grantedScope(scope -> "openid")
                .idTokenClaims(claims -> {
                    claims.put("sub", "u-1");
                    claims.put("email", "ann@example.com");
                    claims.put("email_verified", true);
                    claims.put("name", "Ann\u001b[31m Other");
                });
        assertThat(cli.runAndLogIn("login", url, "--no-browser", "--scope", "openid")
                        .code())
                .isZero();
        as.forgetRequests();
    }

    @Test
    void the_identity_is_that_of_the_id_token_and_no_server_is_asked() throws Exception {
        logInWithIdToken();
        int before = api.requests().size();
        Cli.Result result = cli.run("whoami", url);
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out())
                .startsWith("ann@example.com at " + url + "\n")
                .contains(
                        "  Name: Ann[31m Other\n",
                        "  E-mail: ann@example.com (verified)\n",
                        "  Subject: u-1\n",
                        "  Issuer: " + as.issuer() + "\n",
                        "  State: connected\n",
                        "  Logged in: ",
                        "  Validated: at the login\n")
                .doesNotContain("eyJ", "\u001b");
        assertThat(OAuthJson.parseObject(
                        cli.run("whoami", "-o", "json", url).out().getBytes(StandardCharsets.UTF_8), "whoami"))
                .containsEntry("account", "ann@example.com")
                .containsEntry("subject", "u-1")
                .containsEntry("email_verified", true)
                .containsEntry("validated", true)
                .containsEntry("status", "connected");
        assertThat(as.requests()).isEmpty();
        assertThat(api.requests()).hasSize(before);
    }

    @Test
    void a_claim_of_the_wrong_type_is_left_out() throws Exception {
        as.idTokens(SigningKey.generate("ES256", "key"))
                .grantedScope(scope -> "openid")
                .idTokenClaims(claims -> claims.put("email", 7));
        cli.runAndLogIn("login", url, "--no-browser", "--scope", "openid");
        Cli.Result result = cli.run("whoami", url);
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).contains("Subject: ").doesNotContain("E-mail");
    }

    @Test
    void without_a_login_the_command_is_named() {
        Cli.Result result = cli.run("whoami", url);
        assertThat(result.code()).isEqualTo(ExitCode.LOGIN_NEEDED);
        assertThat(result.err())
                .isEqualTo("There is no login for " + url + ". Log in with: java -jar safeconduct-agent.jar login "
                        + url + "\n");
        assertThat(result.out()).isEmpty();
    }

    @Test
    void without_an_id_token_the_setting_is_named() throws Exception {
        cli.runAndLogIn("login", url, "--no-browser");
        Cli.Result result = cli.run("whoami", url);
        assertThat(result.code()).isEqualTo(ExitCode.GENERAL);
        assertThat(result.err())
                .startsWith("The login for " + url
                        + " has no ID token, so it does not say whose it is. To ask for one, set ")
                .contains(".scope=openid ");
    }

    @Test
    void a_service_has_no_user() {
        cli.properties.put("safeconduct.server.api.url", url);
        cli.properties.put("safeconduct.server.api.grant", "client_credentials");
        cli.properties.put("safeconduct.server.api.client-id", "robot");
        cli.properties.put("safeconduct.server.api.client-secret", "${env:SECRET}");
        cli.environment.put("SECRET", "canary");
        Cli.Result result = cli.run("whoami", "api");
        assertThat(result.code()).isEqualTo(ExitCode.GENERAL);
        assertThat(result.err())
                .contains("carry a token of the program itself, of the client \"robot\" (client_credentials)")
                .doesNotContain("canary");
    }

    @Test
    void what_another_program_has_stored_is_not_called_validated() throws Exception {
        logInWithIdToken();
        try (Stream<Path> files = Files.walk(directory.resolve("tokens"))) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".json")).toList()) {
                String text = Files.readString(file);
                Files.writeString(file, text.replaceAll("\"client_id\":", "\"unknown_client_id\":"));
            }
        }
        assertThat(cli.run("whoami", url).out()).contains("Validated: no: another program has stored it");
    }
}
