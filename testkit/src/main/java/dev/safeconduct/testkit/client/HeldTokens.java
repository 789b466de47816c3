package dev.safeconduct.testkit.client;

import dev.safeconduct.testkit.FakeAuthorizationServer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** From its making to its closing, the token endpoint of a server does not answer. */
public final class HeldTokens implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;

    private final FakeAuthorizationServer issuer;
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    public HeldTokens(Api api) {
        this(api.issuer);
    }

    public HeldTokens(FakeAuthorizationServer issuer) {
        this.issuer = issuer;
        issuer.on("/token", request -> {
            asked.countDown();
            await(released);
            return null;
        });
    }

    /** Waits until a token is asked for. */
    public void await() {
        await(asked);
    }

    @Override
    public void close() {
        released.countDown();
        issuer.on("/token", null);
    }

    public static void await(CountDownLatch latch) {
        try {
            if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("not within " + PATIENCE_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
