package dev.safeconduct.clients.netty;

import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.request.Hop;
import dev.safeconduct.client.request.KeptBody;
import dev.safeconduct.client.request.NonBlockingExchange;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request to a configured server, as it is needed to send it again: head, body up to 64 KiB, trailers. The client's own
 * objects stay as they are, so neither a redirect nor the program finds a token in them. For one event loop.
 */
final class SentRequest {

    final NonBlockingExchange exchange;
    final Hop hop;

    private final HttpRequest head;
    private final HttpHeaders fields;
    private final KeptBody body = new KeptBody();
    private HttpHeaders trailers = EmptyHttpHeaders.INSTANCE;
    private boolean isWritten;

    /** The response that is looked at; null before, and when the client has it. */
    @Nullable ParkedRefusal held;

    /** Whether the client has the end of the response. */
    boolean isAnswered;

    /** When its end was written, by {@link System#nanoTime}. */
    private long writtenAt = System.nanoTime();

    SentRequest(NonBlockingExchange exchange, Hop hop, HttpRequest request) {
        this.exchange = exchange;
        this.hop = hop;
        this.fields = new DefaultHttpHeaders(false).add(request.headers());
        this.head = new DefaultHttpRequest(request.protocolVersion(), request.method(), request.uri(), fields);
        if (hop.isOccupied()) {
            body.discard(); // nothing is decided about it
        }
    }

    /** A part of the request goes out, its head included. */
    void written(Object message) {
        if (message instanceof ByteBufHolder holder) {
            keep(holder.content());
        } else if (message instanceof ByteBuf buffer) {
            keep(buffer);
        } else if (!(message instanceof HttpRequest)) {
            body.discard(); // a file, that Netty reads by itself
        }
        if (message instanceof LastHttpContent last) {
            trailers = last.trailingHeaders().isEmpty()
                    ? EmptyHttpHeaders.INSTANCE
                    : new DefaultHttpHeaders(false).add(last.trailingHeaders());
            body.complete();
            isWritten = true;
            writtenAt = System.nanoTime();
        }
    }

    private void keep(ByteBuf part) {
        if (part.isReadable()) {
            for (var buffer : part.nioBuffers()) {
                body.write(buffer);
            }
        }
    }

    /** Whether its last part has gone out. */
    boolean isWritten() {
        return isWritten;
    }

    long nanosSinceWritten() {
        return System.nanoTime() - writtenAt;
    }

    /** Only one that has gone out: Netty's encoder takes no other request before. */
    boolean isRepeatable() {
        return HttpUtil.isKeepAlive(head) && body.whole() != null;
    }

    /**
     * What goes out for the client's request.
     *
     * @return one message, or head and content; they have the reference that the request had
     */
    List<Object> first(HttpRequest request, Authorization authorization) {
        if (authorization.isNone()) {
            return List.of(request);
        }
        HttpHeaders with = with(authorization);
        if (request instanceof FullHttpRequest full) {
            return List.of(new DefaultFullHttpRequest(
                    full.protocolVersion(), full.method(), full.uri(), full.content(), with, full.trailingHeaders()));
        }
        HttpRequest carrying = head(with);
        if (request instanceof LastHttpContent last) {
            return List.of(carrying, withTrailers(last.content(), last.trailingHeaders()));
        }
        return request instanceof HttpContent content // Vert.x: head and the first part in one
                ? List.of(carrying, new DefaultHttpContent(content.content()))
                : List.of(carrying);
    }

    /** What goes out for it once more. */
    List<Object> again(Authorization authorization) {
        byte[] kept = Objects.requireNonNull(body.whole());
        return List.of(head(with(authorization)), withTrailers(Unpooled.wrappedBuffer(kept), trailers));
    }

    private HttpHeaders with(Authorization authorization) {
        HttpHeaders with = new DefaultHttpHeaders(false).add(fields);
        authorization.writeTo(with::set);
        return with;
    }

    private HttpRequest head(HttpHeaders with) {
        return new DefaultHttpRequest(head.protocolVersion(), head.method(), head.uri(), with);
    }

    private static LastHttpContent withTrailers(ByteBuf content, HttpHeaders trailers) {
        LastHttpContent last = new DefaultLastHttpContent(content, false);
        last.trailingHeaders().add(trailers);
        return last;
    }

    /** It has ended, one way or the other. */
    void end() {
        exchange.cancel();
        body.discard();
        letGo();
    }

    /** The refusal that is held has been answered, and by another response. */
    void letGo() {
        ParkedRefusal open = held;
        held = null;
        if (open != null) {
            open.release();
        }
    }
}
