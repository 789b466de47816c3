package dev.safeconduct.clients.jetty9;

import dev.safeconduct.client.request.NonBlockingExchange;
import dev.safeconduct.client.request.Origin;
import dev.safeconduct.client.request.RequestAuthorizer;
import java.time.Duration;
import java.util.Objects;
import org.eclipse.jetty.client.HttpConversation;
import org.eclipse.jetty.client.HttpExchange;
import org.eclipse.jetty.client.api.Request;
import org.jspecify.annotations.Nullable;

/** A request of the program through all its hops, which Jetty calls a conversation. Kept in that. */
final class Jetty9Request {

    private static final String ATTRIBUTE = "safeconduct";

    final Origin started;
    final NonBlockingExchange decisions;

    /** The hop that was sent last. */
    private @Nullable Jetty9Exchange last;

    private Jetty9Request(RequestAuthorizer authorizer, Request first) {
        started = Jetty9Hop.target(first);
        decisions = new NonBlockingExchange(authorizer, started, Duration.ofMillis(first.getTimeout()));
    }

    /**
     * That of an exchange which is about to be sent.
     *
     * @return null if no hop has gone to a configured server, nor does this one
     */
    static @Nullable Jetty9Request of(HttpExchange exchange, RequestAuthorizer authorizer) {
        HttpConversation conversation = exchange.getConversation();
        Request request = exchange.getRequest();
        Request first =
                Objects.requireNonNull(conversation.getExchanges().peekFirst()).getRequest();
        if (request != first && conversation.getAttribute(ATTRIBUTE) instanceof Jetty9Request known) {
            return known;
        }
        Origin target = Jetty9Hop.target(request);
        if (authorizer.destination(target.scheme(), target.host(), target.port(), request.getPath()) == null) {
            return null;
        }
        Jetty9Request ongoing = new Jetty9Request(authorizer, first);
        conversation.setAttribute(ATTRIBUTE, ongoing);
        return ongoing;
    }

    /** The next hop begins; of a response that Jetty itself has followed, nothing was said yet. */
    synchronized void begins(Jetty9Exchange next) {
        Jetty9Exchange known = last;
        last = next;
        if (known != null) {
            known.judgeOnly(known.exchange.getResponse());
        }
    }

    /** The program may show it. */
    @Override
    public String toString() {
        return ATTRIBUTE;
    }
}
