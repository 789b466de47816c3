package dev.safeconduct.client.internal.callback;

import dev.safeconduct.client.internal.concurrent.Threads;
import dev.safeconduct.client.internal.log.EventLog;
import dev.safeconduct.spi.OAuthException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Receives authorization responses on loopback redirect URIs (RFC 8252 §7.3). One per process serves all logins and
 * tells them apart by {@code state}. It listens only while a login waits.
 *
 * <p>Safe for all threads. Nothing here blocks for long but {@link #close()}. The JDK's own HTTP server is not used: a
 * handful of slow connections block it, and its contexts match by prefix.
 */
public final class LoopbackReceiver implements AutoCloseable {

    private final ThreadFactory threads;
    private final CallbackLimits limits;
    private final WaitingLogins logins = new WaitingLogins();
    private final CallbackPorts endpoints;
    private final CallbackConnections connections;
    private final CountDownLatch shutdown = new CountDownLatch(1);

    /**
     * Opens nothing yet.
     *
     * @param threads makes the threads that listen and answer; they are made daemons before they start
     */
    public LoopbackReceiver(ThreadFactory threads, EventLog log) {
        this(threads, log, CallbackLimits.DEFAULT);
    }

    LoopbackReceiver(ThreadFactory threads, EventLog log, CallbackLimits limits) {
        this.threads = task -> {
            Thread thread = threads.newThread(task);
            thread.setDaemon(true);
            return thread;
        };
        this.limits = limits;
        this.connections = new CallbackConnections(this.threads, limits, new CallbackHandler(logins, limits), log);
        this.endpoints = new CallbackPorts(this.threads, connections);
    }

    /**
     * Begins to wait for the response to one login, on the first of the redirect URIs whose port is free or already
     * held by this receiver.
     *
     * @param redirectUris the candidates, {@code http} on {@code 127.0.0.1}, {@code [::1]} or {@code localhost}; port 0
     *     stands for any port
     * @param state the {@code state} of the login: not empty, not in use, and not to be guessed
     * @param serverForPage what the page says the login was for
     * @param accountForPage the account that the page names, or null
     * @throws OAuthException at once, if no port is free (the message names them) or a redirect URI is not a loopback
     *     address
     * @throws IllegalArgumentException if there is no candidate, or the state is empty or in use
     * @throws IllegalStateException after {@link #close()}
     */
    public Registration await(
            List<URI> redirectUris, String state, String serverForPage, @Nullable String accountForPage)
            throws OAuthException {
        if (redirectUris.isEmpty() || state.isEmpty()) {
            throw new IllegalArgumentException("A login needs a redirect URI and a state");
        }
        RedirectTarget target = endpoints.acquire(RedirectTarget.all(redirectUris));
        WaitingLogin login = new WaitingLogin(target, state, serverForPage, accountForPage, threads, this::closed);
        if (!logins.add(login)) {
            endpoints.release(target);
            throw new IllegalArgumentException("A login with this state is already waiting");
        }
        if (shutdown.getCount() == 0) {
            login.close();
            throw new IllegalStateException("The receiver is closed");
        }
        return login;
    }

    private void closed(WaitingLogin login) {
        if (login.isCaptured()) {
            // The browser has still to fetch the page, and may ask for it once more.
            Threads.start(threads, () -> removeLater(login));
        } else {
            remove(login);
        }
    }

    private void removeLater(WaitingLogin login) {
        try {
            shutdown.await(limits.linger().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            remove(login);
        }
    }

    private void remove(WaitingLogin login) {
        if (logins.remove(login)) {
            endpoints.release(login.target());
        }
    }

    /**
     * Cancels all logins and stops listening. Blocks for up to three seconds if a browser that has brought its response
     * has not yet fetched its page: a program that ends after a login must call this, or the page may never appear.
     */
    @Override
    public void close() {
        List<WaitingLogin> open = logins.all();
        open.forEach(WaitingLogin::close);
        long deadline = limits.ticker().getAsLong() + limits.linger().toNanos();
        try {
            for (WaitingLogin login : open) {
                login.awaitPage(deadline - limits.ticker().getAsLong());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        shutdown.countDown();
        logins.all().forEach(this::remove);
        endpoints.close();
        connections.close();
    }

    /** One login that waits for its response. Safe for all threads; nothing here blocks for long. */
    public interface Registration extends AutoCloseable {

        /** The redirect URI of this login, with its real port. */
        URI redirectUri();

        /**
         * The query parameters of the authorization response: of the first request with the right {@code state},
         * whatever else it holds ({@code code} or {@code error}, {@code iss}): judging that is the caller's. Names are
         * unique, values are decoded and otherwise as they came. Canceled by {@link #close()}. Completed on a thread
         * of its own, so that dependents may block.
         */
        CompletableFuture<Map<String, String>> response();

        /**
         * Tells the person how the login ended; the page waits for it for 20 s. The first call counts, later ones do
         * nothing.
         */
        void finish(Outcome outcome);

        /**
         * Ends the wait. With the last login the port is given up: at once if no response came, otherwise a few seconds
         * later, so that the page is still served. Returns when the system has the port back, a moment later.
         */
        @Override
        void close();
    }

    /**
     * How a login ended, for the page.
     *
     * @param success whether there is a token
     * @param account who logged in, where that is known, else null
     * @param problem what went wrong, in our words; empty on success
     * @param remedy what the person can do, in our words; empty on success
     * @param serverText what the authorization server said, or null; shown as theirs, never as the program's own
     */
    public record Outcome(
            boolean success, @Nullable String account, String problem, String remedy, @Nullable String serverText) {

        /** The login is complete. */
        public static Outcome succeeded(@Nullable String account) {
            return new Outcome(true, account, "", "", null);
        }

        /** The login failed; see {@link Outcome} for the parameters. */
        public static Outcome failed(String problem, String remedy, @Nullable String serverText) {
            return new Outcome(false, null, problem, remedy, serverText);
        }
    }
}
