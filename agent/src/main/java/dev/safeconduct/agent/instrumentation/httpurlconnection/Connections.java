package dev.safeconduct.agent.instrumentation.httpurlconnection;

import dev.safeconduct.agent.instrumentation.AgentContext;
import dev.safeconduct.agent.instrumentation.Faults;
import dev.safeconduct.agent.instrumentation.HeaderFields;
import dev.safeconduct.agent.instrumentation.HostHeader;
import dev.safeconduct.agent.instrumentation.Patience;
import dev.safeconduct.agent.instrumentation.Servers;
import dev.safeconduct.agent.instrumentation.WeakIdentityMap;
import dev.safeconduct.client.internal.token.TokenSource;
import dev.safeconduct.client.oauth.Authorization;
import java.net.HttpURLConnection;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Decides on each hop of {@code HttpURLConnection}. The caller's own thread waits, as it does for the answer anyway. */
final class Connections {

    private static final String CLIENT = "HttpURLConnection";
    private static final String AUTHORIZATION = "Authorization";

    private final Servers servers;
    private final Faults faults;
    private final Duration limit;
    private final WeakIdentityMap<ConnectionState> states = new WeakIdentityMap<>();

    Connections(AgentContext context) {
        this.servers = context.servers();
        this.faults = context.faults();
        this.limit = context.limit();
    }

    /**
     * A request whose body is streamed cannot be sent again if the server closes a connection that was idle for too long,
     * so it waits for its token before it connects. Others wait when they are written: the JDK sends them again.
     */
    void beforeConnect(Object connection) {
        try {
            HttpURLConnection application = (HttpURLConnection) connection;
            URL url = application.getURL();
            TokenSource source = servers.match(url.getProtocol(), url.getHost(), url.getPort(), url.getPath());
            if (source == null
                    || source.current() != null
                    || !ConnectionInternals.isStreaming(connection)
                    || ConnectionInternals.first(ConnectionInternals.requests(connection), AUTHORIZATION) != null) {
                return;
            }
            states.get(connection, ConnectionState::new).early = await(source.obtain(), application);
        } catch (Throwable e) {
            faults.report(CLIENT, e);
        }
    }

    /** Adds a token to the request that is about to be written. */
    void beforeWrite(Object connection) {
        try {
            HttpURLConnection application = (HttpURLConnection) connection;
            URL url = application.getURL();
            TokenSource source = servers.match(url.getProtocol(), url.getHost(), url.getPort(), url.getPath());
            ConnectionState known = states.get(connection);
            if (known != null) {
                known.source = null;
                known.resent = known.resending;
                known.resending = false;
            }
            Object headers = source == null && known == null ? null : ConnectionInternals.requests(connection);
            if (headers == null || !isFree(headers, known) || source == null) {
                return;
            }
            if (mayCarryToken(connection, headers, url)) {
                ConnectionState state = known != null ? known : states.get(connection, ConnectionState::new);
                authorize(application, headers, source, state);
            }
        } catch (Throwable e) {
            faults.report(CLIENT, e);
        }
    }

    /** Whether there is no authorization but ours, of an earlier hop, which is taken away. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isFree(Object headers, @Nullable ConnectionState known) throws Throwable {
        String there = ConnectionInternals.first(headers, AUTHORIZATION);
        if (there == null) {
            return true;
        }
        // Identity: an equal string that is not ours is the application's own.
        if (known == null || there != known.header) {
            return false;
        }
        ConnectionInternals.remove(headers, AUTHORIZATION);
        return true;
    }

    private static boolean mayCarryToken(Object connection, Object headers, URL url) throws Throwable {
        if (url.getUserInfo() != null) {
            return false;
        }
        if (!url.getProtocol().equalsIgnoreCase("https")) {
            Object wire = ConnectionInternals.wire(connection);
            if (wire == null || ConnectionInternals.isUsingProxy(wire)) {
                return false;
            }
        }
        for (String host : ConnectionInternals.values(headers, "Host")) {
            if (!HostHeader.agrees(host, url.getProtocol(), url.getHost(), url.getPort())) {
                return false;
            }
        }
        return true;
    }

    private void authorize(HttpURLConnection connection, Object headers, TokenSource source, ConnectionState state)
            throws Throwable {
        Authorization authorization = state.resent ? state.answer : source.current();
        if (authorization == null) {
            authorization = state.early != null ? state.early : await(source.obtain(), connection);
        }
        state.early = null;
        state.source = source;
        state.sent = authorization;
        HeaderFields fields = new HeaderFields();
        authorization.writeTo(fields);
        for (int i = 0; i < fields.size(); i++) {
            if (fields.name(i).equalsIgnoreCase(AUTHORIZATION)) {
                state.header = fields.value(i);
            }
            ConnectionInternals.set(headers, fields.name(i), fields.value(i));
        }
    }

    /** Here, at a 401, the JDK asks the application's {@code Authenticator}. We come first. */
    @Nullable Object serverAuthentication(Object connection, @Nullable Object header) throws Throwable {
        try {
            ConnectionState state = states.get(connection);
            if (state != null && state.source != null && answer((HttpURLConnection) connection, state, state.source)) {
                state.ready = true;
                return null;
            }
        } catch (Throwable e) {
            faults.report(CLIENT, e);
        }
        return NativeCalls.serverAuthentication(connection, header);
    }

    /** Whether there is something to answer a 401 with, and still a connection to do it. */
    private boolean answer(HttpURLConnection connection, ConnectionState state, TokenSource source) throws Throwable {
        if (state.resent && state.answer != null) {
            source.refused(state.answer);
        }
        if (state.answer != null) {
            return false;
        }
        Object wire = ConnectionInternals.wire(connection);
        List<String> challenges = ConnectionInternals.responseHeaders(connection, "WWW-Authenticate");
        Authorization answer = await(source.answer(state.sent, challenges), connection);
        if (answer.isNone() || answer.equals(state.sent)) {
            return false;
        }
        // The application may have disconnected meanwhile, from another thread.
        if (wire == null || ConnectionInternals.wire(connection) != wire) {
            return false;
        }
        state.answer = answer;
        return true;
    }

    /** Here the JDK looks for a redirect, and sends again if there is one. */
    boolean followRedirect(Object connection) throws Throwable {
        try {
            ConnectionState state = states.get(connection);
            if (state != null && state.ready) {
                state.ready = false;
                ConnectionInternals.disconnectWeb(connection);
                state.resending = true;
                state.forgiven++;
                return true;
            }
        } catch (Throwable e) {
            faults.report(CLIENT, e);
        }
        return NativeCalls.followRedirect(connection);
    }

    /** How many redirects the JDK allows itself. */
    int maxRedirects(Object connection) {
        int maximum = NativeCalls.maxRedirects();
        try {
            ConnectionState state = states.get(connection);
            return state == null ? maximum : maximum + state.forgiven;
        } catch (Throwable e) {
            faults.report(CLIENT, e);
            return maximum;
        }
    }

    /** On the application's own thread, for as long as it is ready to wait for an answer. */
    private Authorization await(CompletableFuture<Authorization> future, HttpURLConnection connection) {
        Patience patience = Patience.of(Duration.ofMillis(connection.getReadTimeout()), limit);
        try {
            return future.get(patience.left().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Authorization.none();
        } catch (ExecutionException | TimeoutException e) {
            return Authorization.none();
        }
    }
}
