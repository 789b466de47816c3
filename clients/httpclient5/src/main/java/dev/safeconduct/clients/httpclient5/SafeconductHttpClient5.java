package dev.safeconduct.clients.httpclient5;

import dev.safeconduct.client.request.RequestAuthorizer;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;

/**
 * Adds tokens to the requests of a classic client of Apache HttpClient 5: to those that go to a configured server, hop by
 * hop, and to no others. A 401 is answered with a refreshed token where there is one, before the program's own
 * credentials are asked for. HttpClient 5.0 and later.
 *
 * <pre>{@code
 * HttpClientBuilder builder = HttpClients.custom();
 * SafeconductHttpClient5.install(builder, safeconduct);
 * CloseableHttpClient client = builder.build();
 * }</pre>
 *
 * <p>A request waits for its token on the thread that executes it, at most as long as its response timeout; {@code
 * cancel()}, {@code abort()} or an interrupt end the wait. Minimal clients have nothing that could be prepared.
 */
public final class SafeconductHttpClient5 {

    /** A builder does not tell what it has, and may be used for many clients. */
    private static final Map<HttpClientBuilder, Boolean> PREPARED = Collections.synchronizedMap(new WeakHashMap<>());

    private static final String NAME = "safeconduct";

    /** What gets a connection: below all that repeats, redirects or authenticates. */
    private static final String CONNECT = "CONNECT";

    private SafeconductHttpClient5() {}

    /**
     * Prepares a builder. Once more on the same one changes nothing: the first session decides on the requests of all its
     * clients.
     *
     * @param builder not null; not safe for several threads, as HttpClient's own
     * @param session whose tokens; not null
     */
    public static void install(HttpClientBuilder builder, RequestAuthorizer session) {
        Objects.requireNonNull(session, "session");
        if (PREPARED.put(builder, true) == null) {
            builder.addExecInterceptorBefore(CONNECT, NAME, new AuthorizingExec(session));
        }
    }
}
