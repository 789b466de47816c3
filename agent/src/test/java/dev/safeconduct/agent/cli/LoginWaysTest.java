package dev.safeconduct.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.testkit.FollowingBrowser;
import dev.safeconduct.testkit.FreePort;
import java.io.BufferedReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

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

    /** A browser that does what the page says. */
    private static String browserCommand() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return "'" + java + "' -cp '" + System.getProperty("java.class.path") + "' " + FollowingBrowser.class.getName()
                + " %s";
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
        String command = browserCommand();
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
        login.awaitErr("Waiting for");
        FollowingBrowser.open(address);
        assertThat(login.end().err()).containsPattern("Waiting for the login, 9:5\\d left");

        cli.terminal = false;
        assertThat(cli.runAndLogIn("login", url, "--no-browser", "--force").err())
                .doesNotContain("\u001b")
                .doesNotContain("Waiting");
    }

    @Test
    void progress_fits_the_terminal() throws Exception {
        cli.terminal = true;
        cli.columns = 30;
        Cli.Running login = cli.start("login", url, "--no-browser");
        URI address = login.address();
        login.awaitErr("Waiting");
        FollowingBrowser.open(address);
        List<String> progress = Stream.of(login.end().err().split("\r\u001b\\[K", -1))
                .filter(line -> line.contains("Waiting"))
                .toList();
        assertThat(progress).isNotEmpty().allMatch(line -> line.length() < 30);
    }

    @Test
    void columns_are_what_stty_says() {
        assertThat(TerminalWidth.columns("24 132\n")).isEqualTo(132);
        assertThat(TerminalWidth.columns("0 0\n")).isEqualTo(80);
        assertThat(TerminalWidth.columns("")).isEqualTo(80);
    }

    @Test
    void quiet_says_the_address_only_where_no_browser_shows_it() throws Exception {
        Cli.Result login = cli.runAndLogIn("login", url, "--no-browser", "-q");
        assertThat(login.err()).contains("/authorize?").doesNotContain("Logged in");

        Cli.Running failing = cli.start("login", url, "--force", "-q", "--browser-command", "/no/such/browser");
        FollowingBrowser.open(failing.address());
        assertThat(failing.end().err()).contains("/no/such/browser could not be started");

        Cli.Result shown = cli.run("login", url, "--force", "-q", "--browser-command", browserCommand());
        assertThat(shown.code()).as(shown.err()).isZero();
        assertThat(shown.err()).isEmpty();
    }

    @Test
    void a_jvm_without_ipv6_is_told_what_to_set() throws Exception {
        ProcessBuilder program = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.net.preferIPv4Stack=true",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "login",
                "--no-browser",
                "--callback-host=[::1]",
                url);
        program.environment().put("HOME", directory.toString());
        Process login = program.start();
        try (BufferedReader err = login.errorReader(StandardCharsets.UTF_8)) {
            assertThat(err.lines().toList())
                    .anyMatch(line -> line.contains("This JVM has no IPv6: set safeconduct.callback.host to 127.0.0.1")
                            && !line.contains("Stop the program"));
        }
        assertThat(login.waitFor()).isEqualTo(ExitCode.LOGIN_FAILED);
    }

    /** By the signal that Ctrl-C stands for where there is no terminal. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void a_login_that_is_stopped_says_so_each_time() throws Exception {
        for (int i = 0; i < 3; i++) {
            ProcessBuilder program = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    Main.class.getName(),
                    "login",
                    "--no-browser",
                    url);
            program.environment().put("HOME", directory.toString());
            Process login = program.start();
            try (BufferedReader err = login.errorReader(StandardCharsets.UTF_8)) {
                String line = err.readLine();
                while (line != null && !line.contains("/authorize?")) {
                    line = err.readLine();
                }
                login.toHandle().destroy(); // the process would close its streams here
                assertThat(err.lines()).last().isEqualTo("Interrupted. No login was changed.");
                assertThat(login.waitFor()).isEqualTo(128 + 15);
            }
        }
    }
}
