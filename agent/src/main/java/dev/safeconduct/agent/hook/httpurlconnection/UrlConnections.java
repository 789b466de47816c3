package dev.safeconduct.agent.hook.httpurlconnection;

import dev.safeconduct.agent.hook.AgentContext;
import dev.safeconduct.agent.hook.Faults;
import dev.safeconduct.agent.hook.WeakIdentityMap;
import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.oauth.DpopProofs;
import dev.safeconduct.client.request.Destination;
import dev.safeconduct.client.request.Hop;
import dev.safeconduct.client.request.KeptBody;
import dev.safeconduct.client.request.RequestAuthorizer;
import dev.safeconduct.client.request.RequestExchange;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.SocketException;
import java.net.URL;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Translates each hop of {@code HttpURLConnection} for the decisions on it. The caller's own thread waits, as it does for
 * the response anyway.
 */
final class UrlConnections {

    private static final String CLIENT = "HttpURLConnection";
    private static final int UNAUTHORIZED = HttpURLConnection.HTTP_UNAUTHORIZED;
    private static final int FORBIDDEN = HttpURLConnection.HTTP_FORBIDDEN;

    private final RequestAuthorizer requests;
    private final Faults faults;
    private final WeakIdentityMap<ConnectionState> states = new WeakIdentityMap<>();

    UrlConnections(AgentContext context) {
        this.requests = context.requests();
        this.faults = context.faults();
    }

    /**
     * A request whose body is streamed cannot be sent again if the server closes a connection that was idle for too long,
     * so it waits for its token before it connects. Others wait when they are written: the JDK sends them again.
     */
    void beforeConnect(Object connection) throws SocketException {
        ConnectionState state = null;
        try {
            HttpURLConnection application = (HttpURLConnection) connection;
            Destination destination = destination(application.getURL());
            if (destination == null || !ConnectionInternals.isStreaming(connection)) {
                return;
            }
            Object headers = ConnectionInternals.requests(connection);
            boolean isOccupied = ConnectionInternals.first(headers, Authorization.HEADER) != null
                    || ConnectionInternals.first(headers, DpopProofs.HEADER) != null
                    || application.getURL().getUserInfo() != null;
            state = state(application, destination);
            state.early =
                    wait(state, exchange(state).before(destination, hop(application, headers, state, isOccupied)));
        } catch (Throwable e) {
            faults.report(CLIENT, e);
        }
        endIfDisconnected(state);
    }

    /** Adds a token to the request that is about to be written. */
    void beforeWrite(Object connection) throws SocketException {
        ConnectionState known = states.get(connection);
        try {
            HttpURLConnection application = (HttpURLConnection) connection;
            Destination destination = destination(application.getURL());
            if (destination == null && (known == null || known.exchange == null)) {
                return;
            }
            Object headers = ConnectionInternals.requests(connection);
            boolean isOccupied = !takeOffOurs(headers, known)
                    || application.getURL().getUserInfo() != null
                    || isReadByProxy(application.getURL(), ConnectionInternals.wire(connection));
            if (destination != null) {
                known = state(application, destination);
            }
            if (known != null) {
                authorize(headers, known, authorization(application, headers, known, destination, isOccupied));
            }
        } catch (Throwable e) {
            faults.report(CLIENT, e);
        }
        endIfDisconnected(known);
    }

    private Authorization authorization(
            HttpURLConnection connection,
            Object headers,
            ConnectionState state,
            @Nullable Destination destination,
            boolean isOccupied)
            throws Throwable {
        Authorization early = state.early;
        state.early = null;
        if (early != null && !isOccupied) {
            return early;
        }
        return wait(state, exchange(state).before(destination, hop(connection, headers, state, isOccupied)));
    }

    private @Nullable Destination destination(URL url) {
        return requests.destination(url.getProtocol(), url.getHost(), url.getPort(), url.getPath());
    }

    private ConnectionState state(HttpURLConnection connection, Destination destination) {
        ConnectionState state = states.get(connection);
        if (state == null) {
            state = states.putIfAbsent(connection, new ConnectionState(connection.getURL()));
        }
        if (state.exchange == null) {
            state.exchange = destination.begin(Duration.ofMillis(connection.getReadTimeout()));
        }
        return state;
    }

    private static RequestExchange exchange(ConnectionState state) {
        RequestExchange exchange = state.exchange;
        if (exchange == null) {
            throw new IllegalStateException("no hop to a configured server yet");
        }
        return exchange;
    }

    private static Hop hop(HttpURLConnection connection, Object headers, ConnectionState state, boolean isOccupied)
            throws Throwable {
        URL url = connection.getURL();
        return new Hop(
                connection.getRequestMethod(),
                state.origin(url),
                url.getPath(),
                state.started,
                ConnectionInternals.values(headers, "Host"),
                isOccupied);
    }

    /** Takes off what an earlier hop carried; false if there is an {@code Authorization} or a proof of the application's. */
    private static boolean takeOffOurs(Object headers, @Nullable ConnectionState known) throws Throwable {
        boolean isFree = takeOffOurs(headers, known, Authorization.HEADER);
        return takeOffOurs(headers, known, DpopProofs.HEADER) && isFree;
    }

    @SuppressWarnings("ReferenceEquality") // an equal string that the agent did not set is the application's own
    private static boolean takeOffOurs(Object headers, @Nullable ConnectionState known, String name) throws Throwable {
        String there = ConnectionInternals.first(headers, name);
        if (there == null) {
            return true;
        }
        if (known == null || there != known.field(name)) {
            return false;
        }
        ConnectionInternals.remove(headers, name);
        return true;
    }

    private static boolean isReadByProxy(URL url, @Nullable Object wire) throws Throwable {
        return !url.getProtocol().equalsIgnoreCase("https") && (wire == null || ConnectionInternals.isUsingProxy(wire));
    }

    private static void authorize(Object headers, ConnectionState state, Authorization authorization) {
        authorization.writeTo((name, value) -> {
            state.carries(name, value);
            ConnectionInternals.set(headers, name, value);
        });
    }

    /** Keeps what is streamed to a configured server, in case it has to be sent again. */
    OutputStream output(Object connection, OutputStream stream) {
        try {
            ConnectionState state = states.get(connection);
            if (state != null && state.exchange != null && ConnectionInternals.isStreaming(connection)) {
                KeptBody kept = state.kept == null ? new KeptBody() : state.kept;
                state.kept = kept;
                return new KeepingStream(stream, kept);
            }
        } catch (Throwable e) {
            faults.report(CLIENT, e);
        }
        return stream;
    }

    /**
     * Sees the status of every response. A 401 is judged where the JDK would authenticate, but to a streamed body the JDK
     * fails instead: so that is judged here, and sent again from what was kept. If it was not kept whole, what is found
     * is for the next request. To a 403 the JDK does nothing: that is judged here too.
     */
    void status(Object connection) {
        ConnectionState state = states.get(connection);
        try {
            if (state == null || state.exchange == null) {
                return;
            }
            int status = ConnectionInternals.responseCode(connection);
            boolean mayBeAnswered = status == UNAUTHORIZED || status == FORBIDDEN;
            if (mayBeAnswered) {
                // Another thread that asks for the status waits for the final one, as for any response.
                ConnectionInternals.setResponseCode(connection, -1);
            }
            KeptBody kept = state.kept;
            byte[] whole = kept == null ? null : kept.whole();
            boolean streaming = ConnectionInternals.isStreaming(connection);
            if (!mayBeAnswered) {
                var unused = after(connection, state, status, false);
            } else if (streaming && leadsToResend(connection, state, status, whole != null) && whole != null) {
                ConnectionInternals.leaveStreaming(connection, whole);
                state.ready = true;
            } else if (!streaming && status == FORBIDDEN) {
                state.ready = leadsToResend(connection, state, status, true);
            }
            if (kept != null) {
                kept.discard();
            }
            if (status / 100 == 2) { // nothing follows: neither a redirect nor a resend
                states.remove(connection);
            }
        } catch (Throwable e) {
            faults.report(CLIENT, e);
        }
    }

    private static CompletableFuture<Boolean> after(
            Object connection, ConnectionState state, int status, boolean repeatable) {
        return exchange(state).after(status, name -> ConnectionInternals.responseHeaders(connection, name), repeatable);
    }

    /** Here, at a 401, the JDK asks the application's {@code Authenticator}. We come first. */
    @Nullable Object serverAuthentication(Object connection, @Nullable Object header) throws Throwable {
        ConnectionState state = states.get(connection);
        try {
            if (state != null && state.ready) {
                return null; // a streamed body
            }
            if (state != null && state.exchange != null && leadsToResend(connection, state, UNAUTHORIZED, true)) {
                state.ready = true;
                return null;
            }
        } catch (Throwable e) {
            faults.report(CLIENT, e);
        }
        endIfDisconnected(state);
        return NativeConnection.serverAuthentication(connection, header);
    }

    /** Whether the request is to be sent again, and there is still a connection to do it. */
    private boolean leadsToResend(Object connection, ConnectionState state, int status, boolean repeatable)
            throws Throwable {
        Object wire = ConnectionInternals.wire(connection);
        CompletableFuture<Boolean> again = after(connection, state, status, repeatable);
        boolean resend =
                again.isDone() ? again.getNow(false) : Boolean.TRUE.equals(Waiting.uninterrupted(again, state));
        // The application may have disconnected meanwhile, from another thread.
        resend = resend && wire != null && ConnectionInternals.wire(connection) == wire;
        if (!resend) {
            ConnectionInternals.setResponseCode(connection, status);
        }
        return resend;
    }

    /** Here the JDK looks for a redirect, and sends again if there is one. */
    boolean followRedirect(Object connection) throws Throwable {
        URL from = null;
        try {
            ConnectionState state = states.get(connection);
            if (state != null && state.ready) {
                state.ready = false;
                ConnectionInternals.disconnectWeb(connection);
                state.forgiven++;
                return true;
            }
            from = state == null ? ((HttpURLConnection) connection).getURL() : null;
        } catch (Throwable e) {
            faults.report(CLIENT, e);
        }
        boolean isRedirected = NativeConnection.followRedirect(connection);
        if (isRedirected && from != null) {
            var unused = states.putIfAbsent(connection, new ConnectionState(from));
        }
        return isRedirected;
    }

    /**
     * How many redirects the JDK allows itself.
     *
     * @param maximum without our resends
     */
    int maxRedirects(Object connection, int maximum) {
        ConnectionState state = states.get(connection);
        return state == null ? maximum : maximum + state.forgiven;
    }

    /** By any thread: what is held ends as a read from a closed socket does. */
    void disconnect(Object connection) {
        ConnectionState state = states.get(connection);
        if (state != null) {
            state.disconnect();
        }
    }

    private static Authorization wait(ConnectionState state, CompletableFuture<Authorization> future) {
        Authorization authorization =
                future.isDone() ? future.getNow(Authorization.none()) : Waiting.uninterrupted(future, state);
        return authorization == null ? Authorization.none() : authorization;
    }

    private static void endIfDisconnected(@Nullable ConnectionState state) throws SocketException {
        if (state != null && state.isDisconnected()) {
            throw new SocketException("Socket closed");
        }
    }
}
