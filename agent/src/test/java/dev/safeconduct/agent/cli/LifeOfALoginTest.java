package dev.safeconduct.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.oauth.OAuthJson;
import dev.safeconduct.testkit.Reply;
import dev.safeconduct.testkit.SigningKey;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Login, status, token, refresh, logout, as a person meets them. */
class LifeOfALoginTest extends CommandLineTest {

    @Test
    void whole_life() throws Exception {
        Cli.Result login = cli.runAndLogIn("login", url, "--no-browser");
        assertThat(login.code()).as(login.err()).isZero();
        assertThat(login.out()).isEmpty();
        assertThat(login.err()).contains("Logged in to " + url).contains("expires in 59 minutes");

        Cli.Result status = cli.run("status");
        assertThat(status.code()).isZero();
        assertThat(status.out())
                .contains(url)
                .contains("State: connected")
                .contains("Expires: in 59 minutes")
                .contains("Refresh: automatic")
                .contains("Issuer: " + as.issuer())
                .doesNotContain("days");
        assertThat(cli.run("status", "-o", "json").out())
                .contains("\"auto_refresh\": true")
                .doesNotContain("session_ends_at");

        String first = cli.run("token", url).out().strip();
        assertThat(as.isActive(first)).isTrue();

        cli.clock.forward(Duration.ofMinutes(59).plusSeconds(30));
        Cli.Result renewed = cli.run("token", url);
        String second = renewed.out().strip();
        assertThat(renewed.code()).as(renewed.err()).isZero();
        assertThat(second).isNotEqualTo(first);
        assertThat(as.isActive(second)).isTrue();
        assertThat(as.refreshCount()).isOne();

        Cli.Result logout = cli.run("logout", url);
        assertThat(logout.code()).as(logout.err()).isZero();
        assertThat(logout.out()).isEmpty();
        assertThat(logout.err()).contains("Logged out of " + url);
        assertThat(as.requestsTo("/revoke").get(0).parameter("token_type_hint")).isEqualTo("refresh_token");
        assertThat(as.isActive(second)).isFalse();
        assertThat(cli.run("token", url).code()).isEqualTo(ExitCode.LOGIN_NEEDED);
        assertThat(cli.run("status").out()).doesNotContain(url);
    }

    @Test
    void no_secret_is_printed_but_by_token() throws Exception {
        Cli.Result login = cli.runAndLogIn("login", url, "--no-browser", "-v");
        String token = as.issued().get(0).accessToken();
        String refresh = String.valueOf(as.issued().get(0).refreshToken());
        Cli.Result status = cli.run("status", "--config", "-v");
        Cli.Result json = cli.run("status", "-o", "json");
        Cli.Result logout = cli.run("logout", url, "-v");
        for (Cli.Result result : List.of(login, status, json, logout)) {
            assertThat(result.out() + result.err()).doesNotContain(token).doesNotContain(refresh);
        }
    }

    @Test
    void logged_in_already() throws Exception {
        cli.runAndLogIn("login", url, "--no-browser");
        as.forgetRequests();
        api.forgetRequests();
        Cli.Result again = cli.run("login", url);
        assertThat(again.code()).isZero();
        assertThat(again.err()).contains("Already logged in").contains("--force");
        assertThat(as.requests()).isEmpty();
        // The server may have ended the login since.
        assertThat(api.requests()).singleElement().satisfies(request -> assertThat(request.method())
                .isEqualTo("GET"));

        Cli.Result forced = cli.runAndLogIn("login", url, "--no-browser", "--force");
        assertThat(forced.code()).isZero();
        assertThat(as.requestsTo("/token")).hasSize(1);
        assertThat(as.clients()).hasSize(1);
    }

    @Test
    void formats_of_token() throws Exception {
        cli.runAndLogIn("login", url, "--no-browser", "--scope", "a b");
        String token = as.issued().get(0).accessToken();
        assertThat(cli.run("token", url).out()).isEqualTo(token + System.lineSeparator());
        assertThat(cli.run("token", url, "-o", "header").out().strip()).isEqualTo("Authorization: Bearer " + token);
        assertThat(cli.run("token", url, "-o", "env").out().strip()).isEqualTo("SAFECONDUCT_TOKEN='" + token + "'");

        Map<String, Object> json = json(cli.run("token", url, "-o", "json").out());
        assertThat(json)
                .containsEntry("access_token", token)
                .containsEntry("token_type", "Bearer")
                .containsEntry("scope", "a b")
                .containsOnlyKeys("access_token", "token_type", "expires_in", "scope");
        assertThat((int) json.get("expires_in")).isBetween(3500, 3600);

        Map<String, Object> exec =
                json(cli.run("token", url, "-o", "exec-credential").out());
        assertThat(exec)
                .containsEntry("apiVersion", "client.authentication.k8s.io/v1")
                .containsEntry("kind", "ExecCredential");
        assertThat(exec.get("status").toString()).contains("token=" + token).contains("expirationTimestamp=");
    }

    @Test
    void min_ttl_is_capped_at_half_the_lifetime() throws Exception {
        cli.runAndLogIn("login", url, "--no-browser");
        assertThat(cli.run("token", url, "--min-ttl", "5h").code()).isZero();
        assertThat(as.refreshCount()).isZero();
        cli.clock.forward(Duration.ofMinutes(20));
        assertThat(cli.run("token", url, "--min-ttl", "45m").code()).isZero();
        assertThat(as.refreshCount()).isZero();
        cli.clock.forward(Duration.ofMinutes(11));
        assertThat(cli.run("token", url, "--min-ttl", "45m").code()).isZero();
        assertThat(as.refreshCount()).isOne();
    }

    @Test
    void token_logs_in_where_it_is_allowed() throws Exception {
        cli.properties.put("safeconduct.browser", "print");
        Cli.Result result = cli.runAndLogIn("token", url, "--login");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out().strip()).isEqualTo(as.issued().get(0).accessToken());
    }

    @Test
    void service_gets_a_token_without_a_login() {
        as.client("service", "s3cret");
        cli.properties.put("safeconduct.server.api.url", url);
        cli.properties.put("safeconduct.server.api.grant", "client_credentials");
        cli.properties.put("safeconduct.server.api.client-id", "service");
        cli.properties.put("safeconduct.server.api.client-secret", "${env:SECRET}");
        cli.environment.put("SECRET", "s3cret");
        Cli.Result status = cli.run("status", "--config");
        assertThat(status.code()).isZero();
        assertThat(status.out()).contains("disconnected").doesNotContain("s3cret");
        Cli.Result token = cli.run("token", "api");
        assertThat(token.code()).as(token.err()).isZero();
        assertThat(as.isActive(token.out().strip())).isTrue();
        assertThat(cli.run("login", "api").code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void account_of_the_id_token_is_named() throws Exception {
        as.idTokens(SigningKey.generate("ES256", "key")).grantedScope(scope -> "openid");
        as.idTokenClaims(claims -> claims.put("email", "ann@example.org\u001b[31m"));
        Cli.Result login = cli.runAndLogIn("login", url, "--no-browser");
        assertThat(login.err()).contains(" as ann@example.org[31m.");
        assertThat(cli.run("status").out()).contains("Account: ann@example.org");
    }

    @Test
    void status_as_json() throws Exception {
        cli.runAndLogIn("login", url, "--no-browser");
        cli.properties.put("safeconduct.server.other.url", "https://other.example/mcp");
        Cli.Result status = cli.run("status", "-o", "json", "--config");
        assertThat(status.code()).isEqualTo(ExitCode.LOGIN_NEEDED);
        assertThat(status.err()).isEmpty();
        Map<String, Object> json = json(status.out());
        assertThat(json).containsOnlyKeys("servers", "config", "problems");
        List<?> servers = (List<?>) json.get("servers");
        assertThat(servers).hasSize(2);
        assertThat(servers.get(0).toString()).contains("name=other").contains("status=auth_required");
        assertThat(servers.get(1).toString()).contains("url=" + url).contains("status=connected");
        assertThat(json.get("config").toString()).contains("-Dsafeconduct.server.other.url");
    }

    @Test
    void refused_refresh_needs_a_login() throws Exception {
        cli.runAndLogIn("login", url, "--no-browser");
        as.endGrants();
        cli.clock.forward(Duration.ofHours(2));
        Cli.Result token = cli.run("token", url);
        assertThat(token.code()).isEqualTo(ExitCode.LOGIN_NEEDED);
        assertThat(token.out()).isEmpty();
        assertThat(token.err()).contains("java -jar safeconduct-agent.jar login " + url);
        Cli.Result status = cli.run("status");
        assertThat(status.code()).isEqualTo(ExitCode.LOGIN_NEEDED);
        assertThat(status.out()).contains("reauth_required").contains("Log in with: java -jar");
    }

    @Test
    void logout_where_the_server_cannot_be_told() throws Exception {
        cli.runAndLogIn("login", url, "--no-browser");
        as.on("/revoke", request -> Reply.status(503));
        Cli.Result logout = cli.run("logout", url);
        assertThat(logout.code()).isEqualTo(ExitCode.NETWORK);
        assertThat(logout.err()).contains("gone from this machine").contains("could not be told");
        assertThat(cli.run("token", url).code()).isEqualTo(ExitCode.LOGIN_NEEDED);

        assertThat(cli.run("logout", url).code()).isZero();
        assertThat(cli.run("logout", url).err()).contains("Not logged in to " + url);
    }

    /** Who was told to log in is not told that they are. */
    @Test
    void login_asks_the_server_before_it_says_that_there_is_nothing_to_do() throws Exception {
        cli.runAndLogIn("login", url, "--no-browser");
        assertThat(cli.run("login", url, "--no-browser").err()).contains("Already logged in");
        as.endAccessTokens();
        Cli.Result again = cli.runAndLogIn("login", url, "--no-browser");
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(again.err()).contains("Logged in to " + url);
    }

    @Test
    void a_revocation_that_is_refused_shows_the_code() throws Exception {
        cli.runAndLogIn("login", url, "--no-browser");
        as.on("/revoke", request -> Reply.json(400, Map.of("error", "unsupported_token_type")));
        Cli.Result logout = cli.run("logout", url);
        assertThat(logout.code()).isEqualTo(ExitCode.NETWORK);
        assertThat(logout.err()).contains("could not be told", "unsupported_token_type", "HTTP 400");
    }

    @Test
    void a_logout_without_revocation_says_what_the_server_goes_on_taking() throws Exception {
        cli.runAndLogIn("login", url, "--no-browser");
        assertThat(cli.run("logout", url, "--local-only").err())
                .contains("was not told: there the access token is good until it expires, in", "and the refresh token");
        as.metadata(metadata -> metadata.remove("revocation_endpoint"));
        cli.runAndLogIn("login", url, "--no-browser");
        assertThat(cli.run("logout", url).err())
                .contains("offers no revocation: there the access token is good", "and the refresh token");
    }

    @Test
    void refresh_under_way_does_not_bring_the_login_back() throws Exception {
        cli.runAndLogIn("login", url, "--no-browser");
        cli.clock.forward(Duration.ofHours(2));
        as.delay("/token", Duration.ofMillis(800));
        Cli.Running token = cli.start("token", url);
        while (as.refreshCount() == 0) {
            Thread.sleep(10);
        }
        Cli.Result logout = cli.run("logout", url);
        assertThat(logout.code()).as(logout.err()).isZero();
        assertThat(token.end().code()).isZero();
        assertThat(as.isActive(token.end().out().strip())).isFalse();
        assertThat(cli.run("status").out()).doesNotContain(url);
    }

    @Test
    void logout_of_all() throws Exception {
        cli.runAndLogIn("login", url, "--no-browser");
        assertThat(cli.run("logout", "--all").code()).isEqualTo(ExitCode.USAGE);
        assertThat(cli.run("token", url).code()).isZero();
        cli.terminal = true;
        cli.in = new ByteArrayInputStream("n\n".getBytes(StandardCharsets.UTF_8));
        assertThat(cli.run("logout", "--all").code()).isEqualTo(ExitCode.GENERAL);
        cli.in = new ByteArrayInputStream("y\n".getBytes(StandardCharsets.UTF_8));
        assertThat(cli.run("logout", "--all", "--local-only").code()).isZero();
        assertThat(as.requestsTo("/revoke")).isEmpty();
        assertThat(cli.run("logout", "--all", "-y").err()).contains("Not logged in to any server");
    }

    private static Map<String, Object> json(String text) throws Exception {
        return OAuthJson.parseObject(text.getBytes(StandardCharsets.UTF_8), "output");
    }
}
