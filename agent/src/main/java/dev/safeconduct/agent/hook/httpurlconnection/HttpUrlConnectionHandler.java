package dev.safeconduct.agent.hook.httpurlconnection;

import dev.safeconduct.agent.hook.FirstUse;
import dev.safeconduct.agent.hook.SneakyThrow;
import java.io.OutputStream;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** What the bridge calls at one site. */
final class HttpUrlConnectionHandler implements BiFunction<Object, @Nullable Object, @Nullable Object> {

    private final HttpUrlConnectionSite site;
    private final FirstUse<UrlConnections> connections;

    HttpUrlConnectionHandler(HttpUrlConnectionSite site, FirstUse<UrlConnections> connections) {
        this.site = site;
        this.connections = connections;
    }

    @Override
    public @Nullable Object apply(Object connection, @Nullable Object argument) {
        try {
            UrlConnections decisions;
            try {
                decisions = connections.get();
            } catch (Throwable e) {
                // Our jar is gone, or another one now: the host must not feel it.
                return natively(connection, argument);
            }
            return decide(decisions, connection, argument);
        } catch (Throwable e) {
            throw SneakyThrow.of(e);
        }
    }

    private @Nullable Object decide(UrlConnections decisions, Object connection, @Nullable Object argument)
            throws Throwable {
        return switch (site) {
            case BEFORE_CONNECT -> {
                decisions.beforeConnect(connection);
                yield null;
            }
            case BEFORE_WRITE -> {
                decisions.beforeWrite(connection);
                yield null;
            }
            case OUTPUT -> decisions.output(connection, (OutputStream) Objects.requireNonNull(argument));
            case STATUS -> {
                decisions.status(connection);
                yield null;
            }
            case DISCONNECT -> {
                decisions.disconnect(connection);
                yield null;
            }
            case SERVER_AUTHENTICATION -> decisions.serverAuthentication(connection, argument);
            case FOLLOW_REDIRECT -> decisions.followRedirect(connection);
            case MAX_REDIRECTS -> decisions.maxRedirects(connection, (Integer) Objects.requireNonNull(argument));
        };
    }

    private @Nullable Object natively(Object connection, @Nullable Object argument) throws Throwable {
        return switch (site) {
            case BEFORE_CONNECT, BEFORE_WRITE, STATUS, DISCONNECT -> null;
            case SERVER_AUTHENTICATION -> NativeConnection.serverAuthentication(connection, argument);
            case FOLLOW_REDIRECT -> NativeConnection.followRedirect(connection);
            case OUTPUT, MAX_REDIRECTS -> argument;
        };
    }
}
