package dev.safeconduct.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.internal.TestClient.MovableClock;
import dev.safeconduct.client.internal.TestClient.Outcome;
import dev.safeconduct.testkit.FakeAuthorizationServer;
import dev.safeconduct.testkit.FakeProtectedResource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clocks that differ, that jump, and lifetimes that cannot be true: none of them makes a program refresh without end. */
class WrongClockTest extends ClientTest {
    private static final int REQUESTS = 6;

    /** The servers' own, which the program's differs from. */
    private final MovableClock theirs = new MovableClock();

    @BeforeEach
    void setTheClocksApart() throws Exception {
        api.close();
        as.close();
        as = FakeAuthorizationServer.builder()
                .tokenPrefixes("canary-at-", "canary-rt-")
                .clock(theirs)
                .start();
        api = FakeProtectedResource.start(as);
    }

    @AfterEach
    void noPersonWasAskedAgain() {
        assertThat(pages()).isEqualTo(1);
    }

    private void assertGoesOn(TestClient client) throws Exception {
        for (int i = 0; i < REQUESTS; i++) {
            assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 1));
        }
    }

    /** Time that passes everywhere. */
    private void pass(Duration time) {
        clock.forward(time);
        theirs.forward(time);
    }

    @ParameterizedTest
    @ValueSource(ints = {-2, 2})
    void t56_a_clock_that_is_wrong_by_hours_costs_no_refresh_more(int hours) throws Exception {
        clock.forward(Duration.ofHours(hours));
        TestClient client = client();
        client.get(api.resource());
        for (int life = 1; life <= 3; life++) {
            assertGoesOn(client);
            assertThat(as.refreshCount()).isEqualTo(life - 1);
            pass(Duration.ofMinutes(61));
        }
        assertGoesOn(client);
        as.endAccessTokens(); // early, which no clock knows
        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 2));
        assertGoesOn(client);
        assertThat(as.refreshCount()).isEqualTo(4);
    }

    /** Set back, the program believes in a token that has ended: the 401 knows better. Set forward, it gives one up. */
    @ParameterizedTest
    @ValueSource(ints = {-2, 2})
    void t56_a_clock_that_is_set_while_a_token_lasts_costs_one_refresh(int hours) throws Exception {
        TestClient client = client();
        client.get(api.resource());
        clock.forward(Duration.ofHours(hours));
        theirs.forward(Duration.ofMinutes(61));
        assertThat(client.get(api.resource()).status()).isEqualTo(200);
        assertGoesOn(client);
        assertGoesOn(client("login", "never"));
        assertThat(as.refreshCount()).isEqualTo(1);

        pass(Duration.ofMinutes(61));
        assertGoesOn(client);
        assertThat(as.refreshCount()).isEqualTo(2);
    }

    /** A machine slept for a night: all requests wake at the same time, and its clock only later. */
    @Test
    void t56_a_suspend_costs_one_refresh_for_all_that_wake_and_one_for_the_clock() throws Exception {
        TestClient first = client();
        first.get(api.resource());
        TestClient second = client();
        assertGoesOn(second);

        theirs.forward(Duration.ofHours(9));
        assertWakeUp(first, second);
        assertThat(as.refreshCount()).isEqualTo(1);
        clock.forward(Duration.ofHours(9));
        assertWakeUp(first, second);
        assertGoesOn(first);
        assertGoesOn(second);
        assertThat(as.refreshCount()).isEqualTo(2);
    }

    private void assertWakeUp(TestClient first, TestClient second) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(REQUESTS);
        try {
            List<Callable<Outcome>> requests = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                TestClient client = i % 2 == 0 ? first : second;
                requests.add(() -> client.get(api.resource()));
            }
            for (Future<Outcome> outcome : threads.invokeAll(requests)) {
                assertThat(outcome.get().status()).isEqualTo(200);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void t56_a_lifetime_below_the_usual_margin_makes_no_refresh_loop() throws Exception {
        as.tokenLifetime(Duration.ofSeconds(28));
        TestClient client = client();
        client.get(api.resource());
        assertGoesOn(client);
        assertThat(as.refreshCount()).isZero();
    }

    /** What is less than a second is no lifetime; what is longer than ten years is cut. */
    @ParameterizedTest
    @ValueSource(strings = {"-1", "-7200", "0", "0.2", "1000000000000", "1e300"})
    void t56_a_lifetime_that_cannot_be_true_makes_no_refresh_loop(String expiresIn) throws Exception {
        as.tokenResponse(response -> response.put("expires_in", expiresIn));
        TestClient client = client();
        client.get(api.resource());
        assertGoesOn(client);
        pass(Duration.ofMinutes(50));
        assertGoesOn(client);
        assertGoesOn(client("login", "never"));
        assertThat(as.refreshCount()).isZero();

        pass(Duration.ofMinutes(11)); // the token ends where it was made, whatever was said
        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 2));
        assertGoesOn(client);
        assertThat(as.refreshCount()).isEqualTo(1);
    }
}
