package dev.safeconduct.clients.jetty12;

import dev.safeconduct.client.request.NonBlockingExchange;
import dev.safeconduct.client.request.Origin;
import dev.safeconduct.client.request.RequestAuthorizer;
import java.time.Duration;
import java.util.Objects;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.transport.HttpConversation;
import org.eclipse.jetty.client.transport.HttpExchange;
import org.jspecify.annotations.Nullable;

/** A request of the program through all its hops, which Jetty calls a conversation. Kept in that. */
final class Jetty12Request {

    private static final String ATTRIBUTE = "safeconduct";

    final Origin started;
    final NonBlockingExchange decisions;

    /** The hop that was sent last. */
    private @Nullable Jetty12Exchange last;

    private Jetty12Request(RequestAuthorizer authorizer, Request first) {
        started = Jetty12Hop.target(first);
        decisions = new NonBlockingExchange(authorizer, started, Duration.ofMillis(first.getTimeout()));
    }

    /**
     * That of an exchange which is about to be sent.
     *
     * @return null if no hop has gone to a configured server, nor does this one
     */
    static @Nullable Jetty12Request of(HttpExchange exchange, RequestAuthorizer authorizer) {
        HttpConversation conversation = exchange.getConversation();
        Request request = exchange.getRequest();
        Request first =
                Objects.requireNonNull(conversation.getExchanges().peekFirst()).getRequest();
        if (request != first && conversation.getAttribute(ATTRIBUTE) instanceof Jetty12Request known) {
            return known;
        }
        Origin target = Jetty12Hop.target(request);
        if (authorizer.destination(target.scheme(), target.host(), target.port(), request.getPath()) == null) {
            return null;
        }
        Jetty12Request ongoing = new Jetty12Request(authorizer, first);
        conversation.setAttribute(ATTRIBUTE, ongoing);
        return ongoing;
    }

    /** The next hop begins; of a response that Jetty itself has followed, nothing was said yet. */
    synchronized void begins(Jetty12Exchange next) {
        Jetty12Exchange known = last;
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
