package dev.safeconduct.clients.httpclient5;

import dev.safeconduct.client.request.RequestAuthorizer;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;
import org.apache.hc.client5.http.impl.async.H2AsyncClientBuilder;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;

/**
 * Adds tokens to the requests of an asynchronous client of Apache HttpClient 5, over HTTP/1.1 and HTTP/2: to those that
 * go to a configured server, hop by hop, and to no others. A 401 is answered with a refreshed token where there is one,
 * before the program's own credentials are asked for. HttpClient 5.0 and later.
 *
 * <pre>{@code
 * HttpAsyncClientBuilder builder = HttpAsyncClients.custom();
 * SafeconductHttpAsyncClient5.install(builder, safeconduct);
 * CloseableHttpAsyncClient client = builder.build();
 * }</pre>
 *
 * <p>No thread waits: a request goes on when its token is there, at the latest after its response timeout, and it takes
 * no connection before. To cancel its future ends the wait. A 401 that no token has come for is handed to the program on
 * a thread that is not HttpClient's. Minimal clients have nothing that could be prepared.
 */
public final class SafeconductHttpAsyncClient5 {

    /** A builder does not tell what it has, and may be used for many clients. */
    private static final Map<Object, Boolean> PREPARED = Collections.synchronizedMap(new WeakHashMap<>());

    private static final String NAME = "safeconduct";

    /** What gets a connection: below all that repeats, redirects or authenticates. */
    private static final String CONNECT = "CONNECT";

    private SafeconductHttpAsyncClient5() {}

    /**
     * Prepares a builder. Once more on the same one changes nothing: the first session decides on the requests of all its
     * clients.
     *
     * @param builder not null; not safe for several threads, as HttpClient's own
     * @param session whose tokens; not null
     */
    public static void install(HttpAsyncClientBuilder builder, RequestAuthorizer session) {
        Objects.requireNonNull(session, "session");
        if (PREPARED.put(builder, true) == null) {
            builder.addExecInterceptorBefore(CONNECT, NAME, new AsyncAuthorizingExec(session));
        }
    }

    /**
     * Prepares a builder of clients that speak HTTP/2 only, in the same way.
     *
     * @param builder not null; not safe for several threads, as HttpClient's own
     * @param session whose tokens; not null
     */
    public static void install(H2AsyncClientBuilder builder, RequestAuthorizer session) {
        Objects.requireNonNull(session, "session");
        if (PREPARED.put(builder, true) == null) {
            builder.addExecInterceptorBefore(CONNECT, NAME, new AsyncAuthorizingExec(session));
        }
    }
}
