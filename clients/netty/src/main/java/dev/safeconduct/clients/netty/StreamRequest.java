package dev.safeconduct.clients.netty;

import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.request.Hop;
import dev.safeconduct.client.request.KeptBody;
import dev.safeconduct.client.request.NonBlockingExchange;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2StreamFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request to a configured server over HTTP/2, as it is needed to send it again: header fields, body up to 64 KiB,
 * trailers. The client's own objects stay as they are. For one event loop.
 */
final class StreamRequest {

    final NonBlockingExchange exchange;
    final Hop hop;

    /** The client's, and its channel. */
    final Http2FrameStream stream;

    final Channel channel;

    /** On which it is in flight: the client's, or another on which it was sent again. */
    Http2FrameStream wire;

    /** What it carries; null as long as that is being found out. */
    @Nullable Authorization authorization;

    /** What the client writes meanwhile. */
    final HeldWrites unsent = new HeldWrites();

    /** The response that is looked at; null before, and when the client has it. */
    @Nullable ParkedRefusal held;

    /** Whether the response is the client's. */
    boolean isPassedOn;

    /** The event that the client's stream is closed, as long as its channel is not to know. */
    @Nullable Object closed;

    private final Http2Headers fields;
    private final KeptBody body = new KeptBody();
    private @Nullable Http2Headers trailers;
    private boolean hasBegun;
    private long writtenAt = System.nanoTime();

    /** How many bytes the flow control knows as consumed, which the client's channel will tell it again. */
    private int consumed;

    StreamRequest(NonBlockingExchange exchange, Hop hop, Http2HeadersFrame head, Channel channel) {
        this.exchange = exchange;
        this.hop = hop;
        this.stream = Objects.requireNonNull(head.stream());
        this.wire = stream;
        this.channel = channel;
        this.fields = new DefaultHttp2Headers(false).setAll(head.headers());
        if (hop.isOccupied()) {
            body.discard(); // nothing is decided about it
        }
    }

    /**
     * A part of the request goes out.
     *
     * @return what goes out for it
     */
    Http2StreamFrame written(Http2StreamFrame frame) {
        Http2StreamFrame out = frame;
        if (frame instanceof Http2DataFrame data) {
            for (var buffer : data.content().nioBuffers()) {
                body.write(buffer);
            }
        } else if (frame instanceof Http2HeadersFrame headers) {
            if (hasBegun) {
                trailers = new DefaultHttp2Headers(false).setAll(headers.headers());
            } else {
                hasBegun = true;
                Authorization carried = Objects.requireNonNull(authorization);
                out = carried.isNone()
                        ? frame
                        : new DefaultHttp2HeadersFrame(with(carried), headers.isEndStream(), headers.padding())
                                .stream(stream);
            }
        }
        if (isEnd(frame)) {
            body.complete();
            writtenAt = System.nanoTime();
        }
        return out;
    }

    /** Whether it is the last of its direction. */
    static boolean isEnd(Http2StreamFrame frame) {
        return frame instanceof Http2HeadersFrame headers
                ? headers.isEndStream()
                : frame instanceof Http2DataFrame data && data.isEndStream();
    }

    long nanosSinceWritten() {
        return System.nanoTime() - writtenAt;
    }

    boolean isRepeatable() {
        return body.whole() != null;
    }

    /** What goes out for it once more. */
    List<Http2StreamFrame> again(Authorization authorization) {
        byte[] kept = Objects.requireNonNull(body.whole());
        Http2Headers last = trailers;
        List<Http2StreamFrame> all = new ArrayList<>();
        all.add(new DefaultHttp2HeadersFrame(with(authorization), kept.length == 0 && last == null));
        if (kept.length > 0) {
            all.add(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(kept), last == null));
        }
        if (last != null) {
            all.add(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers(false).setAll(last), true));
        }
        return all;
    }

    private Http2Headers with(Authorization carried) {
        Http2Headers with = new DefaultHttp2Headers(false).setAll(fields);
        carried.writeTo((name, value) -> with.set(StreamHop.name(name), value));
        return with;
    }

    /** So many bytes of a response that is held are consumed already. */
    void consume(int bytes) {
        consumed += bytes;
    }

    /** How many of the bytes that the client's channel has consumed are still to be told. */
    int untold(int bytes) {
        int told = Math.min(bytes, consumed);
        consumed -= told;
        return bytes - told;
    }

    /** Whether there is something left to do until the end of the response. */
    boolean isToBeFollowed() {
        return wire != stream || consumed > 0;
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
            consumed = 0;
        }
    }
}
