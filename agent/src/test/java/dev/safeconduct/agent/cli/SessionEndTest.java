package dev.safeconduct.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What {@code status} says of the time at which refreshing ends. */
class SessionEndTest extends CommandLineTest {

    @Test
    void the_end_that_the_server_states_is_shown_and_moves_with_each_refresh() throws Exception {
        as.tokenResponse(members ->
                members.put("refresh_expires_in", Duration.ofHours(10).toSeconds()));
        cli.runAndLogIn("login", url, "--no-browser");

        assertThat(cli.run("status").out()).contains("Refresh: automatic, the session ends in 9 hours");
        assertThat(cli.run("status", "-o", "json").out()).contains("\"session_ends_at\"");

        cli.clock.forward(Duration.ofHours(5));
        cli.run("token", url);
        assertThat(cli.run("status").out()).contains("the session ends in 9 hours");
    }

    @Test
    void where_no_end_is_stated_none_is_shown_even_if_one_was_stated_before() throws Exception {
        as.tokenResponse(members -> members.put("refresh_expires_in", 36_000));
        cli.runAndLogIn("login", url, "--no-browser");
        as.tokenResponse(members -> {});
        cli.clock.forward(Duration.ofHours(5));
        cli.run("token", url);

        assertThat(cli.run("status").out()).contains("Refresh: automatic\n").doesNotContain("session ends");
        assertThat(cli.run("status", "-o", "json").out()).doesNotContain("session_ends_at");
    }
}
