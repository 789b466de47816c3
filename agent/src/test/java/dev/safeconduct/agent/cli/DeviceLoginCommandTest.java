package dev.safeconduct.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.testkit.FollowingBrowser;
import dev.safeconduct.testkit.Reply;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A login by a code that a person enters on another device. */
class DeviceLoginCommandTest extends CommandLineTest {

    /** A browser that opens, and never comes back. */
    private static final String ABSENT_MINDED = "true";

    @BeforeEach
    void offer() {
        as.deviceAuthorization(Duration.ofSeconds(1));
    }

    private String shownCode(Cli.Running login) throws InterruptedException {
        login.awaitErr("enter the code");
        String code = as.userCodes().get(0);
        login.awaitErr(code);
        return code;
    }

    @Test
    void device_shows_page_and_code_and_opens_no_port() throws Exception {
        Cli.Running login = cli.start("login", url, "--device");
        String code = shownCode(login);
        assertThat(login.err()).contains("\n  " + as.issuer() + "/device\n");
        as.decide(code, true);

        Cli.Result result = login.end();

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.err()).contains("Logged in to " + url).doesNotContain("/authorize");
        assertThat(as.earlyPolls()).isZero();
        assertThat(cli.run("token", url).out()).startsWith("at-");
    }

    @Test
    void a_code_is_shown_at_once_where_there_is_no_browser_and_the_login_page_still_works() throws Exception {
        Cli.Running login = cli.start("login", url, "--no-browser");
        shownCode(login);
        assertThat(login.err()).contains("/authorize").contains("paste the address");
        FollowingBrowser.open(login.address());
        assertThat(login.end().code()).isZero();

        Cli.Running second = cli.start("login", url, "--no-browser", "--force");
        second.awaitErr("enter the code");
        as.decide(as.userCodes().get(1), true);
        assertThat(second.end().code()).as(second.err()).isZero();
    }

    @Test
    void with_a_browser_the_enter_key_shows_a_code() throws Exception {
        try (PipedOutputStream keyboard = new PipedOutputStream()) {
            cli.in = new PipedInputStream(keyboard, 1024);
            Cli.Running login = cli.start("login", url, "--browser-command", ABSENT_MINDED);
            login.awaitErr("press Enter");
            assertThat(as.userCodes()).isEmpty();
            keyboard.write("\r\n\n".getBytes(StandardCharsets.UTF_8));
            keyboard.flush();
            as.decide(shownCode(login), true);

            Cli.Result result = login.end();

            assertThat(result.code()).as(result.err()).isZero();
            assertThat(as.userCodes()).hasSize(1);
        }
    }

    @Test
    void a_server_that_offers_no_code_is_not_asked_for_one() throws Exception {
        as.metadata(metadata -> metadata.remove("device_authorization_endpoint"));

        Cli.Result page = cli.runAndLogIn("login", url, "--no-browser");
        Cli.Result device = cli.run("login", url, "--device", "--force");

        assertThat(page.code()).isZero();
        assertThat(page.err()).doesNotContain("code to enter").doesNotContain("login by a code failed");
        assertThat(device.code()).isEqualTo(ExitCode.NETWORK);
        assertThat(device.err()).contains("RFC 8628");
    }

    @Test
    void a_code_that_cannot_be_had_does_not_end_the_login() throws Exception {
        as.on(
                "/device_authorization",
                request -> Reply.json(
                        400, Map.of("error", "unauthorized_client", "error_description", "not\u001b[2J you")));
        Cli.Running login = cli.start("login", url, "--no-browser");
        login.awaitErr("The login page is still open");
        FollowingBrowser.open(login.address());

        assertThat(login.end().code()).isZero();
        assertThat(login.err()).contains("not[2J you");
    }

    @Test
    void a_person_who_says_no_ends_the_login() throws Exception {
        Cli.Running login = cli.start("login", url, "--device");
        as.decide(shownCode(login), false);

        Cli.Result result = login.end();

        assertThat(result.code()).isEqualTo(ExitCode.LOGIN_FAILED);
        assertThat(result.err()).contains("denied");
    }
}
