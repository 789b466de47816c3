package dev.safeconduct.agent.hook.httpurlconnection;

import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.oauth.DpopProofs;
import dev.safeconduct.client.request.KeptBody;
import dev.safeconduct.client.request.Origin;
import dev.safeconduct.client.request.RequestExchange;
import java.net.URL;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one connection object through all its hops. Used under that object's own lock only, but for the wait
 * that another thread may end. Does not refer to that object.
 */
final class ConnectionState {

    /** Where the application's request began, before all redirects. */
    final Origin started;

    /** The decisions on the request; null until a hop goes to a configured server. */
    @Nullable RequestExchange exchange;

    /** The header fields of the last hop: the very strings, which tell the agent's from the application's own. */
    private @Nullable String authorization;

    private @Nullable String proof;

    /** What was waited for before there was a connection; null if nothing was. */
    @Nullable Authorization early;

    /** A copy of a body that is streamed; null if none is. */
    @Nullable KeptBody kept;

    /** Between the decision to resend and the resend on the wire. */
    boolean ready;

    /** Our resends do not count among the redirects that the JDK allows itself. */
    int forgiven;

    /** What the connection's thread waits for; null while it does not. */
    private @Nullable Future<?> wait;

    private boolean disconnected;

    ConnectionState(URL start) {
        started = new Origin(start.getProtocol(), start.getHost(), start.getPort());
    }

    /** Where a URL leads: for most of them, where the request began. */
    Origin origin(URL url) {
        return started.scheme().equals(url.getProtocol())
                        && started.host().equals(url.getHost())
                        && started.port() == url.getPort()
                ? started
                : new Origin(url.getProtocol(), url.getHost(), url.getPort());
    }

    /** What the last hop with this field, {@code Authorization} or {@code DPoP}, carried; null if none did. */
    @Nullable String field(String name) {
        return name.equals(DpopProofs.HEADER) ? proof : authorization;
    }

    void carries(String name, String value) {
        if (name.equals(DpopProofs.HEADER)) {
            proof = value;
        } else {
            authorization = value;
        }
    }

    synchronized void waitsFor(@Nullable Future<?> future) {
        wait = future;
        if (future != null && disconnected) {
            future.cancel(false);
        }
    }

    /** By another thread, whatever the connection's own waits for. */
    synchronized void disconnect() {
        Future<?> future = wait;
        if (future != null) {
            disconnected = true;
            future.cancel(false);
        }
    }

    /** Whether there was a disconnect during a wait. */
    synchronized boolean isDisconnected() {
        return disconnected;
    }
}
