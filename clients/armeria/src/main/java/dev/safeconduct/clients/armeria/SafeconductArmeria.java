package dev.safeconduct.clients.armeria;

import com.linecorp.armeria.client.HttpClient;
import dev.safeconduct.client.request.RequestAuthorizer;
import java.util.Objects;
import java.util.function.Function;

/**
 * Adds tokens to the requests of an Armeria client: to those that go to a configured server, hop by hop, and to no others. A
 * 401 is answered with a refreshed token where there is one. Armeria 1.0 and later, over HTTP/1.1 and HTTP/2.
 *
 * <pre>{@code
 * WebClient client = WebClient.builder()
 *         .decorator(SafeconductArmeria.newDecorator(safeconduct)) // the first, so that it is the last to see a request
 *         .decorator(RetryingClient.newDecorator(RetryRule.failsafe()))
 *         .build();
 * }</pre>
 *
 * <p>No thread waits, so no event loop does: a request goes on when its token is there, at the latest when its response
 * timeout would end it.
 */
public final class SafeconductArmeria {

    /** What Armeria itself decorates: it sends a request. */
    private static final String SENDER = "com.linecorp.armeria.client.HttpClientDelegate";

    private SafeconductArmeria() {}

    /**
     * A decorator for any builder of Armeria's clients. It is to be added first, below those that repeat requests or write
     * an {@code Authorization} of their own. Of several, the outermost decides. Safe for many clients.
     *
     * @param session whose tokens; not null
     */
    public static Function<? super HttpClient, ? extends HttpClient> newDecorator(RequestAuthorizer session) {
        Objects.requireNonNull(session, "session");
        return client -> new AuthorizingClient(client, session, true);
    }

    /**
     * Decorates what sends a client's requests. The agent calls this. Requests that a decorator of the program's decides on
     * are left alone.
     *
     * @param client not null; returned as it is if it is something else
     * @param session whose tokens; not null
     */
    public static HttpClient decorate(HttpClient client, RequestAuthorizer session) {
        return client.getClass().getName().equals(SENDER) ? new AuthorizingClient(client, session, false) : client;
    }
}
