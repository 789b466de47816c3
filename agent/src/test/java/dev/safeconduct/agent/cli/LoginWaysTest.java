package dev.safeconduct.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.testkit.FollowingBrowser;
import dev.safeconduct.testkit.FreePort;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The options of a login, and the pasted address. */
class LoginWaysTest extends CommandLineTest {

    /** Where the authorization server sends the browser, which does not go there. */
    private static String redirect(URI address) throws Exception {
        HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
        connection.setInstanceFollowRedirects(false);
        try {
            return connection.getHeaderField("Location");
        } finally {
            connection.disconnect();
        }
    }

    @Test
    void t43_pasted_address() throws Exception {
        try (PipedOutputStream keyboard = new PipedOutputStream()) {
            cli.in = new PipedInputStream(keyboard, 64 * 1024);
            Cli.Running login = cli.start("login", url, "--no-browser");
            String redirect = redirect(login.address());
            String code = redirect.replaceFirst(".*[?&]code=([^&]*).*", "$1");
            for (String wrong : new String[] {
                code,
                redirect.replaceFirst("127\\.0\\.0\\.1", "evil.example"),
                redirect.replaceFirst("/callback", "/other"),
                redirect.replaceFirst("state=[^&]*", "state=wrong"),
                redirect + "&x=" + "y".repeat(9000),
            }) {
                keyboard.write((wrong + "\n").getBytes(StandardCharsets.UTF_8));
                keyboard.flush();
            }
            Thread.sleep(1000);
            assertThat(as.requestsTo("/token")).isEmpty();
            keyboard.write((redirect + "\r\n").getBytes(StandardCharsets.UTF_8));
            keyboard.flush();
            Cli.Result result = login.end();
            assertThat(result.code()).as(result.err()).isZero();
            assertThat(result.err())
                    .contains("a code alone does not say")
                    .contains("not the end of this login")
                    .contains("of another login")
                    .contains("too long")
                    .doesNotContain(code);
            assertThat(as.requestsTo("/token")).hasSize(1);
        }
    }

    @Test
    void t43_pasted_address_of_another_issuer() throws Exception {
        as.authorizationResponse(parameters -> parameters.put("iss", "https://evil.example"));
        try (PipedOutputStream keyboard = new PipedOutputStream()) {
            cli.in = new PipedInputStream(keyboard, 64 * 1024);
            Cli.Running login = cli.start("login", url, "--no-browser");
            keyboard.write((redirect(login.address()) + "\n").getBytes(StandardCharsets.UTF_8));
            keyboard.flush();
            assertThat(login.end().code()).isEqualTo(ExitCode.LOGIN_FAILED);
            assertThat(as.requestsTo("/token")).isEmpty();
        }
    }

    @Test
    void client_id_is_found_at_refresh_too() throws Exception {
        as.client("by-hand", null);
        Cli.Result login = cli.runAndLogIn("login", url, "--no-browser", "--client-id", "by-hand");
        assertThat(login.code()).as(login.err()).isZero();
        assertThat(as.requestsTo("/register")).isEmpty();
        cli.clock.forward(Duration.ofHours(2));
        Cli.Result token = cli.run("token", url);
        assertThat(token.code()).as(token.err()).isZero();
        assertThat(as.refreshCount()).isOne();
        assertThat(as.requestsTo("/token").get(1).parameter("client_id")).isEqualTo("by-hand");
    }

    @Test
    void client_id_that_the_configuration_contradicts() {
        cli.properties.put("safeconduct.server.api.url", url);
        cli.properties.put("safeconduct.server.api.client-id", "configured");
        Cli.Result login = cli.run("login", url, "--client-id", "other");
        assertThat(login.code()).isEqualTo(ExitCode.USAGE);
        assertThat(login.err()).contains("safeconduct.server.api.client-id");
    }

    @Test
    void options_count_for_this_login_alone() throws Exception {
        cli.properties.put("safeconduct.server.api.url", url);
        cli.properties.put("safeconduct.server.api.scope", "configured");
        Cli.Running login = cli.start(
                "login", url, "--no-browser", "--scope", "read", "--account", "ann", "--callback-host", "localhost");
        String query = login.address().getRawQuery();
        assertThat(query)
                .contains("scope=read")
                .contains("login_hint=ann")
                .contains("redirect_uri=http%3A%2F%2Flocalhost");
        FollowingBrowser.open(login.address());
        assertThat(login.end().code()).isZero();
        // The agent finds it under the key of the server as it is configured.
        assertThat(cli.run("token", "api").code()).isZero();
        assertThat(cli.run("status").out()).containsOnlyOnce("State: connected");
    }

    @Test
    void callback_port() throws Exception {
        int port = FreePort.find();
        Cli.Running login = cli.start("login", url, "--no-browser", "--callback-port", String.valueOf(port));
        assertThat(login.address().getRawQuery()).contains("redirect_uri=http%3A%2F%2F127.0.0.1%3A" + port);
        FollowingBrowser.open(login.address());
        assertThat(login.end().code()).isZero();
    }

    @Test
    void browser_command() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String command = "'" + java + "' -cp '" + System.getProperty("java.class.path") + "' "
                + FollowingBrowser.class.getName() + " %s";
        Cli.Result login = cli.run("login", url, "--browser-command", command, "--timeout", "60s");
        assertThat(login.code()).as(login.err()).isZero();
    }

    @Test
    void browser_that_does_not_open_is_not_the_end() throws Exception {
        Cli.Running login = cli.start("login", url, "--browser-command", "/no/such/browser");
        FollowingBrowser.open(login.address());
        assertThat(login.end().code()).isZero();
    }

    @Test
    void spinner_on_a_terminal_only() throws Exception {
        cli.terminal = true;
        Cli.Running login = cli.start("login", url, "--no-browser");
        URI address = login.address();
        Thread.sleep(900);
        FollowingBrowser.open(address);
        assertThat(login.end().err()).containsPattern("Waiting for the login, 9:5\\d left");

        cli.terminal = false;
        assertThat(cli.runAndLogIn("login", url, "--no-browser", "--force").err())
                .doesNotContain("\u001b")
                .doesNotContain("Waiting");
    }

    @Test
    void quiet_still_says_the_address() throws Exception {
        Cli.Result login = cli.runAndLogIn("login", url, "--no-browser", "-q");
        assertThat(login.err()).contains("/authorize?").doesNotContain("Logged in");
    }
}
