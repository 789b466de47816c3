package dev.safeconduct.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.testkit.FakeAuthorizationServer;
import dev.safeconduct.testkit.FakeProtectedResource;
import dev.safeconduct.testkit.FollowingBrowser;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code login --all}. */
class LoginToAllTest extends CommandLineTest {

    private static final Pattern SERVER = Pattern.compile("Logged in to (\\S+?)( as \\S+)?\\. The");

    private FakeAuthorizationServer other;
    private FakeProtectedResource atOther;
    private FakeProtectedResource second;

    @BeforeEach
    void configure() {
        other = FakeAuthorizationServer.builder().clock(cli.clock).start();
        atOther = FakeProtectedResource.start(other);
        second = FakeProtectedResource.start(as);
        cli.properties.put("safeconduct.server.a.url", url);
        cli.properties.put("safeconduct.server.b.url", atOther.resource());
        cli.properties.put("safeconduct.server.c.url", second.resource());
        cli.properties.put("safeconduct.browser", "command");
        cli.properties.put(
                "safeconduct.browser.command",
                Path.of(System.getProperty("java.home"), "bin", "java") + " -cp "
                        + System.getProperty("java.class.path") + " " + FollowingBrowser.class.getName());
    }

    @AfterEach
    void stopOthers() {
        second.close();
        atOther.close();
        other.close();
    }

    private static List<String> loggedIn(Cli.Result result) {
        return SERVER.matcher(result.err())
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }

    @Test
    void servers_of_one_issuer_come_one_after_the_other_and_those_that_need_none_are_left_alone() {
        Cli.Result first = cli.run("login", "--all");

        assertThat(first.code()).as(first.err()).isZero();
        assertThat(loggedIn(first)).containsExactly(url, second.resource(), atOther.resource());
        assertThat(first.err()).contains("Server 3 of 3");

        other.endGrants();
        cli.run("logout", "b", "--local-only");
        Cli.Result again = cli.run("login", "--all");
        assertThat(loggedIn(again)).containsExactly(atOther.resource());
        assertThat(cli.run("login", "--all").err()).contains("No server needs a login.");
    }

    @Test
    void one_that_fails_does_not_keep_the_others_from_it() {
        as.denyNext(1);

        Cli.Result result = cli.run("login", "--all");

        assertThat(result.code()).isEqualTo(ExitCode.LOGIN_FAILED);
        assertThat(loggedIn(result)).containsExactly(second.resource(), atOther.resource());
        assertThat(result.err()).contains("The login to " + url + " failed.");
    }

    @Test
    void what_is_said_for_one_server_is_refused() {
        Cli.Result result = cli.run("login", "--all", "--client-id", "by-hand");

        assertThat(result.code()).isEqualTo(ExitCode.USAGE);
        assertThat(as.requests()).isEmpty();
        assertThat(cli.run("login").code()).isEqualTo(ExitCode.USAGE);
    }
}
