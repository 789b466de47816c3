package dev.safeconduct.clients.jetty12;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.Locale;
import org.eclipse.jetty.client.BufferingResponseListener;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.ProtocolHandler;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.client.transport.HttpConversation;
import org.eclipse.jetty.client.transport.HttpRequest;
import org.eclipse.jetty.client.transport.ResponseListeners;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.content.ByteBufferContentSource;
import org.jspecify.annotations.Nullable;

/**
 * A 401 or 403, held until it is known whose it is: read as far as {@code Request.send()} reads any response, so that its
 * connection is free. What leads to no resend goes to whom it would have gone without us, Jetty's own authentication
 * included.
 */
final class Jetty12Refusal extends BufferingResponseListener {

    private static final int FORBIDDEN = 403;

    private final Jetty12Exchange hop;

    /** Whose the response is that is handed on while it is read; null as long as it is held. */
    private @Nullable ResponseListeners next;

    Jetty12Refusal(Jetty12Exchange hop) {
        this.hop = hop;
    }

    @Override
    public void onHeaders(Response response) {
        boolean isPlain = response.getStatus() == FORBIDDEN
                && Jetty12Hop.values(response.getHeaders(), "WWW-Authenticate").stream()
                        .noneMatch(value -> value.toLowerCase(Locale.ROOT).contains("insufficient_scope"));
        if (isPlain) {
            hop.judgeOnly(response);
            ResponseListeners listeners = nextListeners(response);
            next = listeners;
            emitHead(listeners, response);
        } else {
            super.onHeaders(response);
        }
    }

    @Override
    public void onContentSource(Response response, Content.Source source) {
        ResponseListeners listeners = next;
        if (listeners != null) {
            listeners.notifyContentSource(response, source);
        } else {
            super.onContentSource(response, source);
        }
    }

    /** Comes for what is held alone. */
    @Override
    public void onComplete(Result result) {
        Jetty12Resend resend = new Jetty12Resend(hop);
        boolean isWhole = result.getResponseFailure() == null;
        resend.when(hop.judge(result.getResponse(), isWhole && resend.isPossible()), () -> forward(result));
    }

    /** As Jetty does with what its own authentication has not answered. */
    private void forward(Result result) {
        HttpRequest request = hop.exchange.getRequest();
        ContentResponse held = ContentResponse.from(result.getResponse(), getContent(), getMediaType(), getEncoding());
        ResponseListeners listeners = nextListeners(held);
        Throwable failure = result.getResponseFailure();
        if (failure != null) {
            listeners.emitFailure(held, failure);
        } else {
            failure = emitSuccess(listeners, held, request);
        }
        listeners.notifyComplete(new Result(request, result.getRequestFailure(), held, failure));
    }

    /** Who finds it too long ends the request, and is given no more of it: null if that does not happen. */
    private static @Nullable Throwable emitSuccess(
            ResponseListeners listeners, ContentResponse held, HttpRequest request) {
        emitHead(listeners, held);
        if (request.getAbortCause() == null) {
            listeners.notifyContentSource(held, new ByteBufferContentSource(ByteBuffer.wrap(held.getContent())));
        }
        Throwable failure = request.getAbortCause();
        if (failure == null) {
            listeners.notifySuccess(held);
        } else {
            listeners.notifyFailure(held, failure);
        }
        return failure;
    }

    private static void emitHead(ResponseListeners listeners, Response response) {
        listeners.notifyBegin(response);
        Iterator<HttpField> fields = response.getHeaders().iterator();
        while (fields.hasNext()) {
            if (!listeners.notifyHeader(response, fields.next())) {
                fields.remove();
            }
        }
        listeners.notifyHeaders(response);
    }

    /** Those of Jetty's own handler for such a response, or the program's. */
    private ResponseListeners nextListeners(Response response) {
        HttpRequest request = hop.exchange.getRequest();
        HttpConversation conversation = hop.exchange.getConversation();
        ProtocolHandler handler =
                hop.destination.getHttpClient().getProtocolHandlers().find(request, response);
        conversation.updateResponseListeners(handler == null ? null : handler.getResponseListener());
        return conversation.getResponseListeners();
    }
}
