package dev.safeconduct.clients.jetty9;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.HttpConversation;
import org.eclipse.jetty.client.HttpExchange;
import org.eclipse.jetty.client.HttpRequest;
import org.eclipse.jetty.client.api.Request;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.util.thread.Scheduler;

/** The same request once more, in the same conversation, as Jetty's own authentication does it. */
final class Jetty9Resend {

    /** Added by Jetty for each exchange, to those that the program has written itself. */
    private static final Set<String> OF_JETTY = caseless("Cookie", "Proxy-Authorization");

    private static final long EARLY_MILLIS = 50;

    private final Jetty9Exchange hop;
    private final HttpRequest original;

    Jetty9Resend(Jetty9Exchange hop) {
        this.hop = hop;
        this.original = hop.exchange.getRequest();
    }

    /** Not where a request is more than its fields and body, as that which opens a WebSocket is. */
    boolean isPossible() {
        boolean isPlain = original.getClass() == HttpRequest.class || original instanceof RepeatedRequest;
        return isPlain && original.getURI() != null && RequestBody.isReproducible(original);
    }

    /**
     * Sends it, if that is what is decided. While this is open, an exchange of its is there already, for the program to end
     * it as it ends any.
     *
     * @param otherwise for the response that was held
     */
    void when(CompletableFuture<Boolean> decided, Runnable otherwise) {
        if (decided.isDone()) { // asked once: it may be decided between two questions
            if (decided.join()) {
                RepeatedRequest.of(hop, original).send(null);
            } else {
                otherwise.run();
            }
            return;
        }
        RepeatedRequest copy = RepeatedRequest.of(hop, original);
        HttpConversation conversation = hop.exchange.getConversation();
        HttpExchange open = new HttpExchange(hop.destination, copy, copy.getResponseListeners());
        copy.onRequestFailure((request, failure) -> hop.ongoing.decisions.cancel());
        Scheduler.Task limit = limit();
        var unused = decided.thenAccept(again -> hop.handOver(() -> {
            limit.cancel();
            if (!open.responseComplete(null)) {
                return; // ended by the program, which knows
            }
            conversation.getExchanges().remove(open);
            if (again) {
                copy.send(null);
            } else {
                otherwise.run();
            }
        }));
    }

    /** Early versions of 9.4 end a request at its timeout whatever becomes of it; the 401 is to be there before. */
    private Scheduler.Task limit() {
        if (original.getTimeout() <= 0) {
            return () -> true;
        }
        long left = Math.max(0, hop.remaining() - EARLY_MILLIS);
        Scheduler scheduler = hop.destination.getHttpClient().getScheduler();
        return scheduler.schedule(hop.ongoing.decisions::cancel, left, TimeUnit.MILLISECONDS);
    }

    static boolean isOfJetty(HttpField field) {
        return OF_JETTY.contains(field.getName());
    }

    /** The fields of a request that Jetty will add to. */
    static List<HttpField> ofProgram(Request request) {
        List<HttpField> fields = new ArrayList<>();
        for (HttpField field : (Iterable<HttpField>) request.getHeaders()) {
            if (isOfJetty(field)) {
                fields.add(field);
            }
        }
        return fields;
    }

    private static Set<String> caseless(String... names) {
        Set<String> all = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        all.addAll(Set.of(names));
        return all;
    }
}
