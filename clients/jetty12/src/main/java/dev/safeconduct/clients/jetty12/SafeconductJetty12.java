package dev.safeconduct.clients.jetty12;

import dev.safeconduct.client.request.RequestAuthorizer;
import java.net.URI;
import org.eclipse.jetty.client.ProtocolHandler;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.transport.HttpDestination;
import org.eclipse.jetty.client.transport.HttpExchange;
import org.jspecify.annotations.Nullable;

/**
 * Adds tokens to the requests of Jetty's HttpClient 12: to those that go to a configured server, hop by hop, and to no
 * others. For the agent, which calls it from inside the client: Jetty has no place where a program could put a request
 * off before it takes a connection.
 *
 * <p>Nothing here blocks or throws. A request that waits for its token goes on by the client's executor.
 */
public final class SafeconductJetty12 {

    private SafeconductJetty12() {}

    /**
     * At the exit of {@code HttpRequest.<init>(HttpClient, HttpConversation, URI)}: notes what Jetty forgets of the URL.
     *
     * @param request {@code this}
     * @param parameters those of the constructor
     * @param session whose tokens
     */
    public static void created(Object request, Object[] parameters, RequestAuthorizer session) {
        if (parameters[2] instanceof URI url && url.getRawUserInfo() != null) {
            Jetty12Hop.markUserInfo((Request) request);
        }
    }

    /**
     * At the entry of {@code HttpDestination.send(HttpExchange)}.
     *
     * @param destination {@code this}
     * @param parameters those of the method
     * @param session whose tokens
     * @return null if the exchange is to be sent now; else it is sent later
     */
    public static @Nullable Object send(Object destination, Object[] parameters, RequestAuthorizer session) {
        return Jetty12Exchange.isHeld((HttpDestination) destination, (HttpExchange) parameters[0], session)
                ? destination
                : null;
    }

    /**
     * At the entry of {@code ProtocolHandlers.find(Request, Response)}.
     *
     * @param request the first parameter
     * @param session whose tokens
     * @return what handles the response; null if that is for Jetty to say
     */
    public static @Nullable ProtocolHandler handler(Object request, RequestAuthorizer session) {
        Jetty12Exchange exchange = Jetty12Exchange.of((Request) request);
        return exchange == null ? null : exchange.handler();
    }
}
