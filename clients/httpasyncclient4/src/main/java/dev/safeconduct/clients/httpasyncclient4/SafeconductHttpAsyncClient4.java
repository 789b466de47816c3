package dev.safeconduct.clients.httpasyncclient4;

import dev.safeconduct.client.request.RequestAuthorizer;
import org.apache.http.HttpRequest;
import org.apache.http.HttpResponse;
import org.apache.http.nio.ContentDecoder;
import org.apache.http.nio.IOControl;
import org.apache.http.nio.NHttpClientConnection;
import org.apache.http.nio.protocol.HttpAsyncClientExchangeHandler;
import org.jspecify.annotations.Nullable;

/**
 * What the agent calls at the places of Apache HttpAsyncClient 4 that it weaves, which are those of the exchange handler
 * of a request, and one of what drives it. Programs have no use for it. HttpAsyncClient 4.0.2 and later.
 *
 * <p>No thread waits: a request that has no token yet is not generated, and asked for again when it has; a response that
 * may lead to a resend is kept from its handler meanwhile.
 */
public final class SafeconductHttpAsyncClient4 {

    private SafeconductHttpAsyncClient4() {}

    /**
     * Where a connection asks for its next request.
     *
     * @return null if the handler is to generate it; else it has none for now
     */
    public static @Nullable Object requestWanted(Object handler, @Nullable Object nothing, RequestAuthorizer session) {
        return Exchange.of((HttpAsyncClientExchangeHandler) handler, session).requestWanted();
    }

    /**
     * The request that goes out next.
     *
     * @return the same
     */
    public static @Nullable Object requestGenerated(
            Object handler, @Nullable Object request, RequestAuthorizer session) {
        Exchange exchange = Exchange.begun(handler);
        if (exchange != null && request instanceof HttpRequest generated) {
            exchange.requestGenerated(generated);
        }
        return request;
    }

    /** After a connection has asked for a request, and has written it if there was one. */
    public static void requestWritten(NHttpClientConnection connection, RequestAuthorizer session) {
        Afterwards.run(connection);
    }

    /**
     * A response's head.
     *
     * @return null if it is for the handler
     */
    public static @Nullable Object responseReceived(Object handler, Object parameters, RequestAuthorizer session) {
        Exchange exchange = Exchange.begun(handler);
        return exchange == null ? null : exchange.responseReceived((HttpResponse) ((Object[]) parameters)[0]);
    }

    /**
     * A part of its body.
     *
     * @return null if it is for the handler
     */
    public static @Nullable Object contentReceived(Object handler, Object parameters, RequestAuthorizer session) {
        Object[] both = (Object[]) parameters;
        Exchange exchange = Exchange.begun(handler);
        return exchange == null ? null : exchange.contentReceived((ContentDecoder) both[0], (IOControl) both[1]);
    }

    /**
     * Its end.
     *
     * @return null if it is for the handler
     */
    public static @Nullable Object responseCompleted(
            Object handler, @Nullable Object nothing, RequestAuthorizer session) {
        Exchange exchange = Exchange.begun(handler);
        return exchange == null ? null : exchange.responseCompleted();
    }

    /**
     * The server has closed a connection that nothing was written to.
     *
     * @return null if it is for the handler, which takes another one
     */
    public static @Nullable Object inputTerminated(
            Object handler, @Nullable Object nothing, RequestAuthorizer session) {
        Exchange exchange = Exchange.begun(handler);
        return exchange == null ? null : exchange.inputTerminated();
    }
}
