package dev.safeconduct.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.oauth.OAuthJson;
import dev.safeconduct.testkit.Reply;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code doctor}: one report of all that is needed, in which a failed check hides no other and no secret stands. */
class DoctorCommandTest extends CommandLineTest {

    private void configure(String setting, String value) {
        cli.properties.put("safeconduct.server.api." + setting, value);
    }

    @Test
    void all_is_well_with_a_server_that_is_logged_in_to() throws Exception {
        configure("url", url);
        configure("account", "ann@example.com");
        cli.properties.put("safeconduct.http.proxy", "http://me:canary@proxy.example:1");
        cli.properties.put("safeconduct.http.no-proxy", "*");
        cli.runAndLogIn("login", url, "--no-browser");
        Cli.Result result = cli.run("doctor", url);
        assertThat(result.code()).as(result.out() + result.err()).isZero();
        assertThat(result.out())
                .startsWith("safeconduct: ")
                .contains(
                        "java: " + System.getProperty("java.runtime.version"),
                        "\nServer " + url + "\n  name: api\n",
                        "  agent: sends it a token\n",
                        "  ok      store: a login is stored\n",
                        "  ok      server: HTTP 401 to a GET without a token, challenges: bearer with resource_metadata",
                        "  ok      discovery: the server names its authorization server\n",
                        "  ok      authorization_server: its token endpoint may be called\n",
                        "  ok      callback: ports of 127.0.0.1 are free\n",
                        "  found: " + as.issuer() + "/.well-known/oauth-authorization-server\n",
                        "  issuer: " + as.issuer() + "\n",
                        "  token_endpoint: ",
                        "  safeconduct.store.file.dir: ~/tokens  (-Dsafeconduct.store.file.dir)\n",
                        "  safeconduct.http.proxy: (hidden)")
                .doesNotContain(
                        "FAILED",
                        "canary",
                        "ann@example.com",
                        directory.toString(),
                        cli.run("token", url).out().strip());
        assertThat(as.requestsTo("/authorize")).hasSize(1);
    }

    @Test
    void a_check_that_fails_hides_no_other() throws Exception {
        configure("url", url);
        as.metadataAt();
        Files.writeString(directory.resolve("tokens"), "in the place of a directory");
        try (ServerSocket squatter = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            cli.properties.put("safeconduct.callback.port", String.valueOf(squatter.getLocalPort()));
            Cli.Result result = cli.run("doctor", "api");
            assertThat(result.code()).isEqualTo(ExitCode.GENERAL);
            assertThat(result.out())
                    .contains(
                            "  ok      configuration: ",
                            "  FAILED  store: The token store does not use ~/tokens: it is not a directory.",
                            "  ok      server: HTTP 401",
                            "  FAILED  discovery: ",
                            "  absent: " + as.issuer() + "/.well-known/openid-configuration\n",
                            "  FAILED  callback: cannot listen on 127.0.0.1:" + squatter.getLocalPort());
        }
    }

    @Test
    void a_server_that_is_not_configured_or_is_down_is_told() throws Exception {
        Cli.Result result = cli.run("doctor", url);
        assertThat(result.out())
                .contains("  name: (not configured)\n", "sends it no token: not_configured", "no login is stored");
        api.close();
        Cli.Result down = cli.run("doctor", url);
        assertThat(down.code()).isEqualTo(ExitCode.GENERAL);
        assertThat(down.out()).contains("  FAILED  server: ", "cannot be reached");
    }

    @Test
    void the_words_of_a_server_cannot_act_in_a_terminal() {
        as.metadata(metadata -> metadata.put("registration_endpoint", "https://x/\u001b[31m"));
        assertThat(cli.run("doctor", url).out()).contains("https://x/[31m").doesNotContain("\u001b");
    }

    @Test
    void json_has_the_same() throws Exception {
        configure("url", url);
        api.on("/mcp", request -> Reply.json(200, "{}"));
        Map<String, Object> report = OAuthJson.parseObject(
                cli.run("doctor", "-o", "json", url).out().getBytes(StandardCharsets.UTF_8), "doctor");
        assertThat(report)
                .containsEntry("url", url)
                .containsEntry("name", "api")
                .containsEntry("status", "auth_required")
                .containsEntry("token", false)
                .containsEntry("reasons", List.of("login_needed"))
                .containsEntry("passed", true)
                .containsKeys("safeconduct", "java", "system", "checks", "discovery", "authorization_server", "config");
    }
}
