package dev.safeconduct.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.internal.TestClient.Outcome;
import dev.safeconduct.client.internal.config.TokenKey;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.internal.token.Renewal;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A program that interrupts its thread while a token request is under way on it, as the command line's is. */
class InterruptTest extends ClientTest {

    @Test
    void t73_a_token_request_on_an_interrupted_thread_is_completed_and_its_token_stored_and_used() throws Exception {
        TestClient client = client();
        client.get(api.resource());
        TokenKey key = client.server().tokenKey();
        TokenRecord old = client.core.records().tokens().read(key).value();
        as.endAccessTokens();
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        as.on("/token", request -> {
            asked.countDown();
            await(released);
            return null;
        });
        Renewal renewal = client.core.renewal(client.core.access(client.server(), key));
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        FutureTask<Renewal.Renewed> renewing = new FutureTask<>(() -> {
            try {
                return renewal.renew(old, List.of());
            } finally {
                interrupted.complete(Thread.interrupted());
            }
        });
        Thread caller = new Thread(renewing);
        caller.start();
        assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();

        caller.interrupt(); // the authorization server has taken back the old refresh token, or is about to
        caller.join(500); // so long it may take to give up, which it must not
        released.countDown();

        TokenRecord renewed = renewing.get(30, TimeUnit.SECONDS).record();
        assertThat(interrupted.get(30, TimeUnit.SECONDS))
                .as("the interrupt is kept for the program")
                .isTrue();
        assertThat(renewed.token().refreshToken()).isNotEqualTo(old.token().refreshToken());
        assertThat(client.core.records().tokens().read(key).value().token().accessToken())
                .isEqualTo(renewed.token().accessToken());
        assertThat(client().get(api.resource())).isEqualTo(new Outcome(200, 1));
        assertThat(as.invalidGrantCount()).isZero();
        assertThat(as.refreshCount()).isEqualTo(1);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
