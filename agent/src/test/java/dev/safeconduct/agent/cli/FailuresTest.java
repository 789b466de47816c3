package dev.safeconduct.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.internal.config.ConfigInput;
import dev.safeconduct.testkit.FakeProtectedResource;
import dev.safeconduct.testkit.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How commands end that do not end well. */
class FailuresTest extends CommandLineTest {

    @Test
    void help() {
        assertThat(cli.run("--help").code()).isZero();
        assertThat(cli.run("--help").out()).contains("login", "status", "token", "logout", "Exit codes");
        for (String command : new String[] {"login", "status", "token", "logout"}) {
            Cli.Result help = cli.run(command, "--help");
            assertThat(help.code()).isZero();
            assertThat(help.out()).contains("-q, --quiet");
            assertThat(help.err()).isEmpty();
        }
        assertThat(cli.run("--version").out()).startsWith("safeconduct ");
    }

    @Test
    void usage() {
        for (String[] wrong : new String[][] {
            {},
            {"logn", url},
            {"login"},
            {"login", "example.com"},
            {"login", "ftp://example.com"},
            {"login", "http://example.com/"},
            {"login", url, "--timeout", "soon"},
            {"login", url, "--callback-port", "99999"},
            {"login", url, "--callback-host", "0.0.0.0"},
            {"token", url, "-o", "xml"},
            {"token", url, "--min-ttl", "60"},
            {"logout"},
            {"logout", url, "--all"},
            {"status", "-o", "yaml"},
        }) {
            Cli.Result result = cli.run(wrong);
            assertThat(result.code())
                    .as(String.join(" ", wrong) + ": " + result.err())
                    .isEqualTo(ExitCode.USAGE);
            assertThat(result.out()).isEmpty();
            assertThat(result.err()).isNotEmpty().doesNotContain("\tat ");
        }
        assertThat(api.requests()).isEmpty();
    }

    @Test
    void unreachable_server() {
        api.close();
        Cli.Result login = cli.run("login", url);
        assertThat(login.code()).isEqualTo(ExitCode.NETWORK);
        assertThat(login.err()).contains("cannot be reached").doesNotContain("\tat ");
        assertThat(cli.run("login", url, "-v").err()).contains("\tat ");
    }

    @Test
    void unreachable_authorization_server() {
        as.close();
        assertThat(cli.run("login", url).code()).isEqualTo(ExitCode.NETWORK);
    }

    @Test
    void authorization_server_is_down_at_refresh() throws Exception {
        cli.runAndLogIn("login", url, "--no-browser");
        cli.clock.forward(Duration.ofHours(2));
        as.next("/token", 1, Reply.status(503));
        Cli.Result token = cli.run("token", url);
        assertThat(token.code()).isEqualTo(ExitCode.NETWORK);
        assertThat(token.out()).isEmpty();
        assertThat(cli.run("token", url).code()).isZero();
    }

    @Test
    void denied() throws Exception {
        as.denyNext(1);
        Cli.Result login = cli.runAndLogIn("login", url, "--no-browser");
        assertThat(login.code()).isEqualTo(ExitCode.LOGIN_FAILED);
        assertThat(login.err()).contains("access_denied").contains("It says: \"the person said no\"");
        assertThat(cli.run("token", url).code()).isEqualTo(ExitCode.LOGIN_NEEDED);
    }

    @Test
    void t45_text_of_the_server_is_inert() throws Exception {
        as.denyNext(1)
                .authorizationResponse(parameters -> parameters.put(
                        "error_description", "\u001b]0;evil\u0007 \u202eline one\nLogged in to " + "x".repeat(1000)));
        Cli.Result login = cli.runAndLogIn("login", url, "--no-browser");
        assertThat(login.code()).isEqualTo(ExitCode.LOGIN_FAILED);
        assertThat(login.err())
                .doesNotContain("\u001b", "\u0007", "\u202e", "\nLogged in", "x".repeat(256))
                .contains("It says: \"]0;evil");
    }

    @Test
    void timed_out() {
        Cli.Result login = cli.run("login", url, "--no-browser", "--timeout", "1s");
        assertThat(login.code()).isEqualTo(ExitCode.LOGIN_FAILED);
        assertThat(login.err()).contains("The login was not finished within 1 s");
    }

    @Test
    void interrupted() throws Exception {
        StringBuilder code = new StringBuilder();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Surroundings around = new Surroundings(
                cli.in,
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                () -> false,
                () -> 80,
                new ConfigInput(cli.properties, cli.environment, null),
                cli.clock,
                Cli.class.getClassLoader());
        Thread thread = new Thread(() -> code.append(Main.run(new String[] {"login", url, "--no-browser"}, around)));
        thread.start();
        while (!err.toString(StandardCharsets.UTF_8).contains("/authorize?")) {
            Thread.sleep(20);
        }
        thread.interrupt();
        thread.join(10_000);
        assertThat(code).hasToString("130");
        assertThat(cli.run("status").out()).contains("No server is configured");
    }

    @Test
    void everybody_is_let_in() throws Exception {
        api.on(api.path(), request -> Reply.text(200, "text/plain", "welcome"));
        api.metadataAt(new FakeProtectedResource.MetadataForm[0]);
        Cli.Result login = cli.run("login", url);
        assertThat(login.code()).isZero();
        assertThat(login.err()).contains("lets everybody in").contains("--force");
        assertThat(as.requests()).isEmpty();
        api.metadataAt(FakeProtectedResource.MetadataForm.PATH);
        assertThat(cli.runAndLogIn("login", url, "--force", "--no-browser").code())
                .isZero();
    }

    /** A server that speaks by POST may let everybody read its page. */
    @Test
    void an_open_get_stops_no_login_where_the_server_publishes_where_to_log_in() throws Exception {
        api.on(api.path(), request -> request.method().equals("GET") ? Reply.text(200, "text/plain", "welcome") : null);
        Cli.Result login = cli.runAndLogIn("login", url, "--no-browser");
        assertThat(login.code()).isZero();
        assertThat(login.err()).contains("Logged in to " + url).doesNotContain("lets everybody in");
    }

    @Test
    void a_get_that_is_unknown_is_followed_by_one_post() throws Exception {
        api.on(api.path(), request -> request.method().equals("GET") ? Reply.status(405) : null);
        api.metadataAt("/meta");
        assertThat(cli.runAndLogIn("login", url, "--no-browser").code()).isZero();
        assertThat(api.requestsTo(api.path()).stream()
                        .filter(request -> request.method().equals("POST")))
                .hasSize(1);
    }

    @Test
    void another_kind_of_login() {
        api.challenges("Basic realm=\"x\"");
        Cli.Result login = cli.run("login", url);
        assertThat(login.code()).isEqualTo(ExitCode.LOGIN_FAILED);
        assertThat(login.err()).contains("\"basic\"");
    }

    @Test
    void broken_store() throws IOException {
        Files.writeString(directory.resolve("tokens"), "a file in the place of the directory");
        assertThat(cli.run("login", url, "--no-browser").code()).isEqualTo(ExitCode.STORE);
        assertThat(as.requests()).isEmpty();
        assertThat(cli.run("token", url).code()).isEqualTo(ExitCode.STORE);
        cli.properties.put("safeconduct.server.api.url", url);
        assertThat(cli.run("status").code()).isEqualTo(ExitCode.STORE);
        assertThat(cli.run("logout", url).code()).isEqualTo(ExitCode.STORE);
    }

    @Test
    void broken_record_is_replaced_by_a_login() throws Exception {
        cli.runAndLogIn("login", url, "--no-browser");
        breakRecord();
        assertThat(cli.run("token", url).code()).isEqualTo(ExitCode.STORE);
        assertThat(cli.runAndLogIn("login", url, "--no-browser").code()).isZero();
        assertThat(cli.run("token", url).code()).isZero();
    }

    @Test
    void broken_record_is_removed_by_a_logout() throws Exception {
        cli.runAndLogIn("login", url, "--no-browser");
        breakRecord();
        Cli.Result logout = cli.run("logout", url);
        assertThat(logout.code()).isEqualTo(ExitCode.NETWORK);
        assertThat(logout.err()).contains("gone from this machine");
        assertThat(cli.run("token", url).code()).isEqualTo(ExitCode.LOGIN_NEEDED);
    }

    private void breakRecord() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("tokens"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
                Files.writeString(file, "{");
            }
        }
    }

    @Test
    void color_on_a_terminal_only() {
        assertThat(cli.run("--help").out()).doesNotContain("\u001b");
        cli.terminal = true;
        assertThat(cli.run("--help").out()).contains("\u001b");
        cli.environment.put("NO_COLOR", "1");
        assertThat(cli.run("--help").out()).doesNotContain("\u001b");
    }

    @Test
    void output_that_cannot_be_written_is_an_error() throws Exception {
        cli.runAndLogIn("login", url, "--no-browser");
        for (String[] command : new String[][] {{"token", url}, {"status", "-o", "json"}, {"--help"}}) {
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            OutputStream full = new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    throw new IOException("No space left on device");
                }
            };
            Surroundings around = new Surroundings(
                    cli.in,
                    new PrintStream(full, false, StandardCharsets.UTF_8),
                    new PrintStream(err, true, StandardCharsets.UTF_8),
                    () -> false,
                    () -> 80,
                    new ConfigInput(cli.properties, cli.environment, null),
                    cli.clock,
                    Cli.class.getClassLoader());
            assertThat(Main.run(command, around)).isEqualTo(ExitCode.GENERAL);
            assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("The output cannot be written");
        }
    }

    @Test
    void not_logged_in() {
        Cli.Result token = cli.run("token", url);
        assertThat(token.code()).isEqualTo(ExitCode.LOGIN_NEEDED);
        assertThat(token.out()).isEmpty();
        assertThat(token.err()).contains("java -jar safeconduct-agent.jar login " + url);
        assertThat(cli.run("logout", url).code()).isZero();
        assertThat(cli.run("status").code()).isZero();
    }

    @Test
    void wrong_configuration() {
        cli.properties.put("safeconduct.server.api.url", url);
        cli.properties.put("safeconduct.server.api.grant", "magic");
        Cli.Result login = cli.run("login", url);
        assertThat(login.code()).isEqualTo(ExitCode.GENERAL);
        assertThat(login.err()).contains("safeconduct.server.api.grant");
        assertThat(cli.run("token", "https://other.example").code()).isEqualTo(ExitCode.LOGIN_NEEDED);

        cli.properties.put("safeconduct.stoer", "file");
        assertThat(cli.run("token", "https://other.example").code()).isEqualTo(ExitCode.GENERAL);
        Cli.Result status = cli.run("status");
        assertThat(status.out())
                .contains("everything is off: safeconduct.stoer")
                .contains("the server api is left out");
    }
}
