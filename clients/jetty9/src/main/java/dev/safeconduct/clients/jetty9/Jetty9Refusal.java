package dev.safeconduct.clients.jetty9;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.LongConsumer;
import org.eclipse.jetty.client.HttpContentResponse;
import org.eclipse.jetty.client.HttpConversation;
import org.eclipse.jetty.client.HttpRequest;
import org.eclipse.jetty.client.ProtocolHandler;
import org.eclipse.jetty.client.ResponseNotifier;
import org.eclipse.jetty.client.api.ContentResponse;
import org.eclipse.jetty.client.api.Response;
import org.eclipse.jetty.client.api.Result;
import org.eclipse.jetty.client.util.BufferingResponseListener;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * A 401 or 403, held until it is known whose it is: read as far as {@code Request.send()} reads any response, so that its
 * connection is free. What leads to no resend goes to whom it would have gone without us, Jetty's own authentication
 * included.
 */
final class Jetty9Refusal extends BufferingResponseListener {

    private static final int FORBIDDEN = 403;

    private final Jetty9Exchange hop;

    /** As Jetty tells what it has received. */
    private final ResponseNotifier notifier = new ResponseNotifier();

    /** Whether the response is handed on while it is read. */
    private boolean passes;

    /** Who reads its body then; null if it is read by none. */
    private Response.@Nullable DemandedContentListener reader;

    Jetty9Refusal(Jetty9Exchange hop) {
        this.hop = hop;
    }

    @Override
    public void onHeaders(Response response) {
        if (!isPlain(response) || !passes(response)) {
            super.onHeaders(response);
        }
    }

    private static boolean isPlain(Response response) {
        return response.getStatus() == FORBIDDEN
                && Jetty9Hop.values(response.getHeaders(), "WWW-Authenticate").stream()
                        .noneMatch(value -> value.toLowerCase(Locale.ROOT).contains("insufficient_scope"));
    }

    /** What comes after the body goes to the same ones without us. Several who read it are given what has been held. */
    private boolean passes(Response response) {
        if (readers(programs()).size() > 1) {
            hop.exchange.getConversation().updateResponseListeners(this);
            return false;
        }
        hop.judgeOnly(response);
        passes = true;
        List<Response.ResponseListener> listeners = nextListeners(response);
        List<Response.DemandedContentListener> readers = readers(listeners);
        reader = readers.isEmpty() ? null : readers.get(0);
        notifier.notifyBegin(listeners, response);
        Iterator<HttpField> fields = ((Iterable<HttpField>) response.getHeaders()).iterator();
        while (fields.hasNext()) {
            if (!notifier.notifyHeader(listeners, response, fields.next())) {
                fields.remove();
            }
        }
        notifier.notifyHeaders(listeners, response);
        return true;
    }

    private List<Response.ResponseListener> programs() {
        HttpConversation conversation = hop.exchange.getConversation();
        conversation.updateResponseListeners(null);
        return conversation.getResponseListeners();
    }

    private static List<Response.DemandedContentListener> readers(List<Response.ResponseListener> listeners) {
        return listeners.stream()
                .filter(Response.DemandedContentListener.class::isInstance)
                .map(Response.DemandedContentListener.class::cast)
                .toList();
    }

    @Override
    public void onBeforeContent(Response response, LongConsumer demand) {
        Response.DemandedContentListener next = reader;
        if (next != null) {
            next.onBeforeContent(response, demand);
        } else {
            super.onBeforeContent(response, demand);
        }
    }

    @Override
    public void onContent(Response response, LongConsumer demand, ByteBuffer content, Callback callback) {
        Response.DemandedContentListener next = reader;
        if (next != null) {
            next.onContent(response, demand, content, callback);
        } else if (passes) {
            callback.succeeded();
            demand.accept(1);
        } else {
            super.onContent(response, demand, content, callback);
        }
    }

    /** Comes for what is held alone. */
    @Override
    public void onComplete(Result result) {
        Jetty9Resend resend = new Jetty9Resend(hop);
        boolean isWhole = result.getResponseFailure() == null;
        resend.when(hop.judge(result.getResponse(), isWhole && resend.isPossible()), () -> forward(result));
    }

    /** As Jetty does with what its own authentication has not answered. */
    private void forward(Result result) {
        HttpRequest request = hop.exchange.getRequest();
        ContentResponse held =
                new HttpContentResponse(result.getResponse(), getContent(), getMediaType(), getEncoding());
        List<Response.ResponseListener> listeners = nextListeners(held);
        Throwable failure = result.getResponseFailure();
        if (failure == null) {
            notifier.forwardSuccess(listeners, held);
            failure = request.getAbortCause(); // too long for the one to whom it went
        } else {
            notifier.forwardFailure(listeners, held, failure);
        }
        notifier.notifyComplete(listeners, new Result(request, result.getRequestFailure(), held, failure));
    }

    /** Those of Jetty's own handler for such a response, or the program's. */
    private List<Response.ResponseListener> nextListeners(Response response) {
        HttpRequest request = hop.exchange.getRequest();
        HttpConversation conversation = hop.exchange.getConversation();
        ProtocolHandler handler =
                hop.destination.getHttpClient().getProtocolHandlers().find(request, response);
        conversation.updateResponseListeners(handler == null ? null : handler.getResponseListener());
        return conversation.getResponseListeners();
    }
}
