package dev.safeconduct.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.testkit.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** When a program may ask a person, and what is said where it may not. */
class LoginGovernorTest extends ClientTest {

    @Test
    void a_login_that_failed_before_its_page_holds_back_the_next_for_half_a_minute() throws Exception {
        as.on("/register", request -> Reply.status(500));
        assertThat(client().get(api.resource()).status()).isEqualTo(401);

        as.on("/register", request -> null);
        assertThat(client().get(api.resource()).status()).isEqualTo(401);
        clock.forward(Duration.ofSeconds(31));
        assertThat(client().get(api.resource()).status()).isEqualTo(200);
    }

    @Test
    void t88_page_that_was_opened_holds_back_the_next_whoever_opened_it() throws Exception {
        as.loginPage(true);
        client("login.wait", "3s").get(api.resource());
        assertThat(as.requestsTo("/authorize")).hasSize(1);

        clock.forward(Duration.ofMinutes(9));
        TestClient next = client();
        next.get(api.resource());
        assertThat(as.requestsTo("/authorize")).hasSize(1);
        assertThat(next.log)
                .anyMatch(line -> line.matches("WARN .*No page is opened before \\d{4}-\\d\\d-\\d\\dT.*Z, because.*"));
    }

    /** Starts a program, so long from now; returns when its request has ended, with the lines of its log. */
    private List<String> startAndKill(Duration later, BooleanSupplier killedWhen) throws Exception {
        try (ForkedClient program = ForkedClient.thatOpensAPage(directory, later, api.resource(), "prompt")) {
            List<String> lines = program.awaitRequest();
            boolean opens = lines.stream().anyMatch(line -> line.endsWith("A login is opened."));
            if (opens) {
                await(killedWhen);
            }
            program.kill();
            return lines;
        }
    }

    @Test
    void t88_a_program_that_is_killed_before_its_page_does_not_hold_back_the_next() throws Exception {
        as.on("/register", request -> Reply.never());
        startAndKill(Duration.ZERO, () -> !as.requestsTo("/register").isEmpty());
        assertThat(pages()).isZero();

        as.on("/register", request -> null);
        startAndKill(Duration.ZERO, () -> pages() == 1);
        assertThat(pages()).isEqualTo(1);
    }

    /** A hundred starts, one every 40 s: those that may open a page are killed once it is open. */
    @Test
    void t88_programs_that_are_killed_after_their_page_open_one_in_ten_minutes_and_three_in_an_hour() throws Exception {
        as.loginPage(true);
        List<Integer> openedAt = new ArrayList<>();
        Instant begin = clock.instant();
        for (int start = 0; start < 100; start++) {
            // Whatever the machine takes for them; those that may open a page have a margin for the start of a JVM.
            int margin = start % 15 == 0 ? 10 * Math.min(start / 15, 3) : 0;
            clock.forward(Duration.between(clock.instant(), begin.plusSeconds(40L * start + margin)));
            int before = pages();
            Duration later = Duration.between(Instant.now(), clock.instant());
            List<String> log = start % 15 == 0 // at the end of ten minutes
                    ? startAndKill(later, () -> pages() == before + 1)
                    : startAndClose();
            if (pages() > before) {
                openedAt.add(start * 40 / 60);
            } else {
                assertThat(log).as("start " + start).anyMatch(line -> line.contains("No page is opened before "));
            }
        }
        assertThat(openedAt).containsExactly(0, 10, 20, 60);
    }

    private List<String> startAndClose() throws Exception {
        try (TestClient program = client("login", "prompt")) {
            program.get(api.resource());
            return List.copyOf(program.log);
        }
    }

    @Test
    void user_of_a_web_session_is_not_told_of_a_command_line() throws Exception {
        TestClient client = client("login", "never");
        client.core
                .session("user-1")
                .source(client.server())
                .reauthorize(Authorization.none(), List.of(), true)
                .get(20, TimeUnit.SECONDS);
        assertThat(client.log).anyMatch(line -> line.startsWith("WARN ") && line.contains("beginAuthorization"));
    }
}
