package dev.safeconduct.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code attach}: what is said and asked before anything is loaded. The rest is {@code AttachIT}'s. */
class AttachCommandTest {

    /** More than any system gives out. */
    private static final String NO_PROCESS = "4194305";

    @TempDir
    Path directory;

    private Cli cli;

    @BeforeEach
    void start() {
        cli = new Cli(directory);
    }

    private void assertFails(int code, String message, String... arguments) {
        Cli.Result result = cli.run(arguments);
        assertThat(result.err().strip()).isEqualTo(message);
        assertThat(result.code()).isEqualTo(code);
        assertThat(result.out()).isEmpty();
    }

    @Test
    void what_cannot_be_attached_to_is_told() {
        assertFails(
                ExitCode.GENERAL,
                "There is no process " + NO_PROCESS + ". To list those that run Java: jps -l",
                "attach",
                "-y",
                NO_PROCESS);
        String own = Long.toString(ProcessHandle.current().pid());
        assertFails(ExitCode.USAGE, "Process " + own + " is this command.", "attach", "-y", own);
        assertThat(cli.run("attach", "-y", "many").code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void a_configuration_is_judged_before_anything_is_done() {
        Path missing = directory.resolve("missing.properties");
        assertFails(
                ExitCode.USAGE,
                "The configuration file " + missing + " cannot be read.",
                "attach",
                "--config",
                missing.toString(),
                NO_PROCESS);
        Cli.Result secret = cli.run("attach", "--config", "https://me:canary@api.example.com", NO_PROCESS);
        assertThat(secret.code()).isEqualTo(ExitCode.USAGE);
        assertThat(secret.err()).contains("has a user name or password").doesNotContain("canary");
    }

    @Test
    void relocated_copies_that_are_loaded_are_named_by_their_clients() {
        AttachReport report = new AttachReport(
                7,
                "Main",
                List.of(
                        "in",
                        "com.acme.http.impl.client.HttpClientBuilder",
                        "com.acme.io.netty.channel.CombinedChannelDuplexHandler",
                        "sun.net.www.protocol.http.HttpURLConnection"));
        assertThat(report.text())
                .contains("HTTP clients that it has loaded: httpurlconnection, httpclient4, netty\n")
                .contains("Only client objects that are made from now on get tokens: httpclient4.");
    }

    @Test
    void the_main_class_is_shown_without_its_arguments_and_a_no_changes_nothing() throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Process program = new ProcessBuilder(
                        List.of(java.toString(), "-m", "java.rmi/sun.rmi.registry.RegistryImpl", "0", "canary"))
                .redirectErrorStream(true)
                .start();
        try {
            String pid = Long.toString(program.pid());
            assertFails(
                    ExitCode.USAGE, "attach asks first, and there is no terminal to ask on: add -y.", "attach", pid);

            cli.terminal = true;
            cli.in = new ByteArrayInputStream("n\n".getBytes(StandardCharsets.UTF_8));
            Cli.Result refused = cli.run("attach", "-q", pid);
            assertThat(refused.err())
                    .isEqualTo(
                            "Process " + pid + " runs java.rmi/sun.rmi.registry.RegistryImpl. Load the agent into it?"
                                    + " [y/N]\nNothing was changed.\n");
            assertThat(refused.code()).isEqualTo(ExitCode.GENERAL);
            assertThat(program.isAlive()).isTrue();
        } finally {
            program.destroyForcibly();
        }
    }
}
