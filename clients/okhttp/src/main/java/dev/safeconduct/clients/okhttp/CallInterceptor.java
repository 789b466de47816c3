package dev.safeconduct.clients.okhttp;

import dev.safeconduct.client.request.BlockingExchange;
import dev.safeconduct.client.request.RequestAuthorizer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;

/**
 * The last application interceptor: sees a call once, as the program's own interceptors have left it, before it has a
 * connection. It begins the {@link OngoingCall}.
 */
final class CallInterceptor implements Interceptor {

    private static final int FORBIDDEN = 403;

    private final RequestAuthorizer authorizer;

    CallInterceptor(RequestAuthorizer authorizer) {
        this.authorizer = authorizer;
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        Request request = chain.request();
        if (WebSocketHops.isHandshake(request) && !WebSocketHops.areSeen(chain, authorizer)) {
            return CallExchanges.proceed(chain, request);
        }
        if (!authorizer.knowsHost(request.url().host())) {
            return CallExchanges.proceed(chain, request); // as it is: no hop of it gets a token
        }
        OngoingCall ongoing = new OngoingCall(authorizer, chain.call(), request.url(), timeout(chain));
        BlockingExchange exchange = ongoing.exchange();
        exchange.prepare(() -> ongoing.hop(request, false));
        Response response = CallExchanges.proceed(chain, request, ongoing);
        while (response.code() == FORBIDDEN && exchange.leadsToResend()) {
            response = again(chain, response, ongoing);
        }
        return response;
    }

    /** Where more scope was needed and is there now; OkHttp itself sends nothing again after a 403. */
    private static Response again(Chain chain, Response refused, OngoingCall ongoing) throws IOException {
        Response redirect = refused.priorResponse();
        refused.close();
        Response response = CallExchanges.proceed(chain, refused.request(), ongoing);
        return redirect == null || response.priorResponse() != null
                ? response
                : response.newBuilder().priorResponse(redirect).build();
    }

    /** What bounds a wait: the shorter of the timeouts of a read and of the call; zero if it has neither. */
    private static Duration timeout(Chain chain) {
        long read = TimeUnit.MILLISECONDS.toNanos(chain.readTimeoutMillis());
        long call = CallTimeout.nanos(chain.call());
        return Duration.ofNanos(read == 0 || call == 0 ? Math.max(read, call) : Math.min(read, call));
    }
}
