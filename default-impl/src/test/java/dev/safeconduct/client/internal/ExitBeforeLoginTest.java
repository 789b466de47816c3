package dev.safeconduct.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.testkit.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A program that ends after one request, whose 401 has opened a login. */
class ExitBeforeLoginTest extends ClientTest {

    private static final Pattern HELD_BACK = Pattern.compile("WARN .*No page is opened before (\\S+Z), because.*");

    private void programOfOneRequest(String mode) throws Exception {
        try (ForkedClient program = ForkedClient.thatOpensAPage(directory, Duration.ZERO, api.resource(), mode)) {
            assertThat(program.awaitRequest()).contains("status 401");
            assertThat(pages()).isZero();
            program.end();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"prompt", "auto"})
    void the_exit_waits_for_the_page_which_holds_back_the_next_for_ten_minutes(String mode) throws Exception {
        as.loginPage(true);
        as.delay("/register", Duration.ofSeconds(2));
        programOfOneRequest(mode);
        await(() -> pages() == 1);

        as.delay("/register", Duration.ZERO);
        TestClient next = client("login", mode, "login.wait", "1s");
        next.get(api.resource());
        assertThat(pages()).isEqualTo(1);
        Instant until = next.log.stream()
                .map(HELD_BACK::matcher)
                .filter(Matcher::matches)
                .map(line -> Instant.parse(line.group(1)))
                .findAny()
                .orElseThrow(() -> new AssertionError(next.log.toString()));
        assertThat(until).isBefore(clock.instant().plus(Duration.ofMinutes(10)));

        clock.forward(Duration.ofMinutes(10));
        as.loginPage(false);
        assertThat(client().get(api.resource()).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"prompt", "auto"})
    void an_exit_that_could_not_wait_long_enough_holds_back_nobody(String mode) throws Exception {
        as.on("/register", request -> Reply.never());
        programOfOneRequest(mode);

        as.on("/register", request -> null);
        assertThat(client().get(api.resource()).status()).isEqualTo(200);
    }
}
