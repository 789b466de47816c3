package dev.safeconduct.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.testkit.FollowingBrowser;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code login --silent}. */
class SilentLoginCommandTest extends CommandLineTest {

    private static final String BROWSER = Path.of(System.getProperty("java.home"), "bin", "java") + " -cp "
            + System.getProperty("java.class.path") + " " + FollowingBrowser.class.getName();

    @Test
    void a_browser_that_is_logged_in_asks_nothing() {
        Cli.Result result = cli.run("login", url, "--silent", "--browser-command", BROWSER);

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(as.requestsTo("/authorize"))
                .extracting(request -> request.parameter("prompt"))
                .containsExactly("none");
    }

    @Test
    void it_is_not_for_logins_by_a_code() {
        assertThat(cli.run("login", url, "--silent", "--device").code()).isEqualTo(ExitCode.USAGE);

        cli.properties.put("safeconduct.server.api.url", url);
        cli.properties.put("safeconduct.server.api.grant", "device_code");
        assertThat(cli.run("login", "api", "--silent").code()).isEqualTo(ExitCode.USAGE);
        assertThat(as.requests()).isEmpty();
    }
}
