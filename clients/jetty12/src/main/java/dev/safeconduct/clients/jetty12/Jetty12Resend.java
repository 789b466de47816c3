package dev.safeconduct.clients.jetty12;

import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.transport.HttpConversation;
import org.eclipse.jetty.client.transport.HttpExchange;
import org.eclipse.jetty.client.transport.HttpRequest;
import org.eclipse.jetty.http.HttpField;
import org.jspecify.annotations.Nullable;

/** The same request once more, in the same conversation, as Jetty's own authentication does it. */
final class Jetty12Resend {

    /** Added by Jetty for each exchange, to those that the program has written itself. */
    private static final Set<String> OF_JETTY = caseless("Cookie", "Proxy-Authorization");

    /** Of jetty-reactive-httpclient, below Spring's WebClient: can be rewound, it says, and takes one subscriber only. */
    private static final String OF_PUBLISHER = "org.eclipse.jetty.reactive.client.internal.AdapterRequestContent";

    private final Jetty12Exchange hop;
    private final HttpRequest original;

    Jetty12Resend(Jetty12Exchange hop) {
        this.hop = hop;
        this.original = hop.exchange.getRequest();
    }

    /** Not where a request is more than its fields and body, as that which opens a WebSocket is. */
    boolean isPossible() {
        return original.getClass() == HttpRequest.class && original.getURI() != null && isRewound(original.getBody());
    }

    private static boolean isRewound(Request.@Nullable Content body) {
        return body == null || (!body.getClass().getName().equals(OF_PUBLISHER) && body.rewind());
    }

    /**
     * Sends it, if that is what is decided. While this is open, the next exchange is there already, for the program to end
     * it as it ends any.
     *
     * @param otherwise for the response that was held
     */
    void when(CompletableFuture<Boolean> decided, Runnable otherwise) {
        if (decided.isDone()) { // asked once: it may be decided between two questions
            if (decided.join()) {
                hop.destination.send(new HttpExchange(hop.destination, copy()));
            } else {
                otherwise.run();
            }
            return;
        }
        HttpConversation conversation = hop.exchange.getConversation();
        HttpExchange next = new HttpExchange(hop.destination, copy());
        next.getRequest().onRequestFailure((request, failure) -> hop.ongoing.decisions.cancel());
        var unused = decided.thenAccept(again -> hop.handOver(() -> {
            if (again) {
                hop.destination.send(next);
            } else if (next.responseComplete(null)) { // else the program has ended it
                conversation.getExchanges().remove(next);
                otherwise.run();
            }
        }));
    }

    /** The fields of a request that Jetty will add to. */
    static List<HttpField> ofProgram(Request request) {
        return request.getHeaders().stream()
                .filter(field -> OF_JETTY.contains(field.getName()))
                .toList();
    }

    private HttpRequest copy() {
        URI url = original.getURI();
        HttpRequest copy = original.copy(url);
        copy.headers(fields -> {
            fields.clear();
            for (HttpField field : original.getHeaders()) {
                if (!OF_JETTY.contains(field.getName())) {
                    fields.add(field);
                }
            }
            hop.own.forEach(fields::add);
        });
        original.getCookies().forEach(copy::cookie);
        original.getAttributes().forEach((name, value) -> {
            if (value != hop) {
                copy.attribute(name, value);
            }
        });
        copy.timeout(hop.remaining(), TimeUnit.MILLISECONDS);
        copy.trailersSupplier(original.getTrailersSupplier());
        return copy;
    }

    private static Set<String> caseless(String... names) {
        Set<String> all = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        all.addAll(Set.of(names));
        return all;
    }
}
