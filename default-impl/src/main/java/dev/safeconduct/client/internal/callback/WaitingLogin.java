package dev.safeconduct.client.internal.callback;

import dev.safeconduct.client.internal.callback.LoopbackReceiver.Outcome;
import dev.safeconduct.client.internal.concurrent.Threads;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One login: waits for its response, then for its outcome. */
final class WaitingLogin implements LoopbackReceiver.Registration {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Outcome ABANDONED = Outcome.failed(
            "The program stopped before the login was complete.", "Go back to the program and log in again.", null);

    private final RedirectTarget target;
    private final byte[] state;
    private final String server;
    private final @Nullable String account;
    private final ThreadFactory threads;
    private final Consumer<WaitingLogin> onClose;
    private final byte[] donePath;
    private final CompletableFuture<Map<String, String>> response = new CompletableFuture<>();
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private final CountDownLatch pageShown = new CountDownLatch(1);
    private boolean captured;
    private boolean closed;

    WaitingLogin(
            RedirectTarget target,
            String state,
            String server,
            @Nullable String account,
            ThreadFactory threads,
            Consumer<WaitingLogin> onClose) {
        this.target = target;
        this.state = bytes(state);
        this.server = server;
        this.account = account;
        this.threads = threads;
        this.onClose = onClose;
        this.donePath = bytes(donePath(target.path()));
    }

    private static String donePath(String path) {
        byte[] random = new byte[16];
        RANDOM.nextBytes(random);
        String name = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        return path + (path.endsWith("/") ? "" : "/") + "done/" + name;
    }

    RedirectTarget target() {
        return target;
    }

    String server() {
        return server;
    }

    @Nullable String account() {
        return account;
    }

    String donePath() {
        return new String(donePath, StandardCharsets.US_ASCII);
    }

    /** In constant time, so that the state cannot be found out piece by piece. */
    boolean hasState(String given) {
        return MessageDigest.isEqual(state, bytes(given));
    }

    boolean hasDonePath(String given) {
        return MessageDigest.isEqual(donePath, bytes(given));
    }

    boolean sharesStateWith(WaitingLogin other) {
        return MessageDigest.isEqual(state, other.state);
    }

    /**
     * Takes the response; the first one wins.
     *
     * @return what hands the response on; nothing to do for a second one
     */
    synchronized Runnable capture(Map<String, String> parameters) {
        if (captured || closed) {
            return () -> {};
        }
        captured = true;
        return () -> Threads.start(threads, () -> response.complete(parameters));
    }

    synchronized boolean isCaptured() {
        return captured;
    }

    /** How the login ended; null if that is not known in time. Blocks. */
    @Nullable Outcome awaitOutcome(Duration wait) {
        try {
            return outcome.get(wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    void pageShown() {
        pageShown.countDown();
    }

    /** Blocks until the person has been shown the page, if a browser brought the response. */
    boolean awaitPage(long nanos) throws InterruptedException {
        return !isCaptured() || pageShown.await(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public URI redirectUri() {
        return target.uri();
    }

    @Override
    public CompletableFuture<Map<String, String>> response() {
        return response;
    }

    @Override
    public void finish(Outcome ending) {
        outcome.complete(ending);
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        outcome.complete(ABANDONED);
        response.cancel(false);
        onClose.accept(this);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
