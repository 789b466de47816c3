package dev.safeconduct.clients.netty;

import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.request.Hop;
import dev.safeconduct.client.request.NonBlockingExchange;
import dev.safeconduct.client.request.Origin;
import dev.safeconduct.client.request.RequestAuthorizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2ChannelDuplexHandler;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2FrameStreamEvent;
import io.netty.handler.codec.http2.Http2FrameStreamException;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.codec.http2.Http2StreamFrame;
import io.netty.handler.codec.http2.Http2WindowUpdateFrame;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Stands between the frames of an HTTP/2 connection and the channels of its streams: holds a request while its token is
 * fetched, and a refusal while it is decided what comes of it. Then the request goes out again on another stream, whose
 * frames the client's channel gets as those of its own: that stays open although its stream has ended.
 *
 * <p>All its state belongs to the connection's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what is written has a promise, which the client looks at
final class AuthorizingStreams extends Http2ChannelDuplexHandler {

    /** Of the handler, in its pipeline. */
    private static final String NAME = "safeconduct-streams";

    /** Who decides on the requests of a connection, where a program has said so: the handler. */
    private static final AttributeKey<Object> OWNER = AttributeKey.valueOf("safeconduct.streams");

    private final RequestAuthorizer authorizer;

    /** Of the streams that clients have opened. */
    private final IdentityHashMap<Http2FrameStream, Channel> channels = new IdentityHashMap<>();

    /** To configured servers, by the client's stream and by the one on which they are in flight. */
    private final IdentityHashMap<Http2FrameStream, StreamRequest> requests = new IdentityHashMap<>();

    /** What goes out as soon as the server allows another stream: clients count those that there are, not what is held. */
    private final Deque<Runnable> withoutStream = new ArrayDeque<>();

    /** Where the connection leads, if no server is at that host: found once, as it leads there to its end. */
    private @Nullable Origin elsewhere;

    private AuthorizingStreams(RequestAuthorizer authorizer) {
        this.authorizer = authorizer;
    }

    /**
     * Has a stream's requests decided on.
     *
     * @param stream that has sent no request yet
     * @param isByProgram what others have put into its connection then gives way; else it is left alone
     */
    static void prepare(Http2StreamChannel stream, RequestAuthorizer session, boolean isByProgram) {
        if (stream.eventLoop().inEventLoop()) {
            prepareHere(stream, session, isByProgram);
        } else {
            stream.eventLoop().execute(() -> prepareHere(stream, session, isByProgram));
        }
    }

    private static void prepareHere(Http2StreamChannel stream, RequestAuthorizer session, boolean isByProgram) {
        ChannelPipeline connection = stream.parent().pipeline();
        ChannelHandlerContext multiplexer = connection.context(Http2MultiplexHandler.class);
        AuthorizingStreams handler = connection.get(AuthorizingStreams.class);
        if (multiplexer == null
                || (handler == null
                        && !isByProgram
                        && connection.toMap().values().stream().anyMatch(AuthorizingStreams::isOne))) {
            return;
        }
        if (handler == null) {
            handler = new AuthorizingStreams(session);
            connection.addBefore(multiplexer.name(), isByProgram ? NAME + "-own" : NAME, handler);
            if (isByProgram) {
                stream.parent().attr(OWNER).set(handler);
            }
        }
        handler.add(stream);
    }

    /** Whether a handler is of this adapter, in whatever copy. */
    private static boolean isOne(ChannelHandler handler) {
        return handler.getClass().getName().endsWith(".clients.netty.AuthorizingStreams");
    }

    private void add(Http2StreamChannel stream) {
        Http2FrameStream key = stream.stream();
        if (channels.put(key, stream) == null) {
            stream.closeFuture().addListener(closed -> {
                channels.remove(key);
                StreamRequest request = requests.get(key);
                if (request != null && request.stream == key) {
                    abandon(request);
                }
            });
        }
    }

    // What the client writes

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        StreamRequest request = message instanceof Http2StreamFrame frame ? ofWritten(context, frame) : null;
        if (request == null) {
            context.write(message, promise);
        } else if (request.authorization == null) {
            request.unsent.add(request.channel, message, promise);
        } else {
            goOut(context, request, (Http2StreamFrame) message, promise);
        }
    }

    private @Nullable StreamRequest ofWritten(ChannelHandlerContext context, Http2StreamFrame frame) {
        StreamRequest known = requests.get(frame.stream());
        return known == null && frame instanceof Http2HeadersFrame head ? begin(context, head) : known;
    }

    private @Nullable StreamRequest begin(ChannelHandlerContext context, Http2HeadersFrame head) {
        StreamRequest request = concerned(context, head);
        if (request == null) {
            return null;
        }
        requests.put(request.stream, request);
        CompletableFuture<Authorization> decided = request.exchange.authorize(() -> request.hop);
        if (decided.isDone()) {
            request.authorization = decided.join();
        } else {
            whenDone(context, decided, () -> whenStream(context, () -> goOn(context, request, decided.join())));
        }
        return request;
    }

    private void goOn(ChannelHandlerContext context, StreamRequest request, Authorization authorization) {
        if (requests.get(request.stream) != request) {
            return; // its channel was closed meanwhile
        }
        request.authorization = authorization;
        while (!request.unsent.isEmpty()) {
            request.unsent.writeNext(
                    (message, promise) -> goOut(context, request, (Http2StreamFrame) message, promise));
        }
        context.flush();
    }

    private void goOut(
            ChannelHandlerContext context, StreamRequest request, Http2StreamFrame frame, ChannelPromise promise) {
        if (frame instanceof Http2HeadersFrame || frame instanceof Http2DataFrame) {
            context.write(request.written(frame), promise);
        } else if (request.wire == request.stream && request.closed != null) {
            drop(frame, promise); // as its channel would not have written it, had it known
        } else if (frame instanceof Http2WindowUpdateFrame update) {
            int bytes = request.untold(update.windowSizeIncrement());
            if (bytes == 0) {
                drop(frame, promise);
            } else {
                context.write(new DefaultHttp2WindowUpdateFrame(bytes).stream(request.wire), promise);
            }
        } else {
            context.write(frame.stream(request.wire), promise);
        }
    }

    private static void drop(Http2StreamFrame frame, ChannelPromise promise) {
        ReferenceCountUtil.release(frame);
        promise.setSuccess();
    }

    private void whenStream(ChannelHandlerContext context, Runnable then) {
        withoutStream.add(then);
        useStreams(context);
    }

    private void useStreams(ChannelHandlerContext context) {
        Http2FrameCodec codec = context.pipeline().get(Http2FrameCodec.class);
        while (!withoutStream.isEmpty()
                && (codec == null || codec.connection().local().canOpenStream())) {
            withoutStream.remove().run();
        }
    }

    /** On the event loop; a future that is done completes elsewhere. */
    private static void whenDone(ChannelHandlerContext context, CompletableFuture<?> decided, Runnable then) {
        decided.whenComplete((value, failure) -> context.executor().execute(then));
    }

    /** Null if a request is to be left as it is. */
    private @Nullable StreamRequest concerned(ChannelHandlerContext context, Http2HeadersFrame head) {
        try {
            Channel channel = channels.get(head.stream());
            Object owner = context.channel().attr(OWNER).get();
            if (channel == null || (owner != null && owner != this)) {
                return null;
            }
            Origin target = target(context);
            if (target == null || Exchanges.isElsewhere(channel, target, authorizer)) {
                return null;
            }
            RequestHistory history = RequestHistory.of(channel, target);
            NonBlockingExchange exchange = Exchanges.of(channel, history, authorizer);
            Hop hop = StreamHop.of(head.headers(), target, exchange.started(), history);
            return hop != null && exchange.concerns(hop) ? new StreamRequest(exchange, hop, head, channel) : null;
        } catch (RuntimeException | LinkageError e) {
            return null;
        }
    }

    private @Nullable Origin target(ChannelHandlerContext context) {
        Origin target = elsewhere != null ? elsewhere : ChannelTarget.of(context);
        if (target != null && !authorizer.knowsHost(target.host())) {
            elsewhere = target;
        }
        return target;
    }

    // What the server sends

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        StreamRequest request = message instanceof Http2StreamFrame frame ? requests.get(frame.stream()) : null;
        if (request == null) {
            context.fireChannelRead(message);
            return;
        }
        Http2StreamFrame frame = (Http2StreamFrame) message;
        if (frame.stream() != request.wire) {
            ReferenceCountUtil.release(frame); // of what has been answered
        } else if (frame instanceof Http2HeadersFrame || frame instanceof Http2DataFrame) {
            read(context, request, frame);
        } else {
            if (frame instanceof Http2ResetFrame && request.held != null) {
                handBack(context, request);
                if (request.wire != request.stream) {
                    return; // the client has a whole response
                }
            }
            context.fireChannelRead(frame.stream(request.stream));
        }
    }

    private void read(ChannelHandlerContext context, StreamRequest request, Http2StreamFrame frame) {
        if (!request.isPassedOn
                && frame instanceof Http2HeadersFrame head
                && head.headers().status() != null) {
            int status = status(head);
            if (status / 100 == 1) {
                context.fireChannelRead(frame.stream(request.stream));
                return;
            }
            request.letGo();
            request.held = judged(context, request, status, head);
            request.isPassedOn = request.held == null;
        }
        ParkedRefusal held = request.held;
        if (held == null) {
            deliver(context, request, frame);
            return;
        }
        if (frame instanceof Http2DataFrame data && data.initialFlowControlledBytes() > 0) {
            // Else what is held would take from all streams of the connection.
            request.consume(data.initialFlowControlledBytes());
            context.write(new DefaultHttp2WindowUpdateFrame(data.initialFlowControlledBytes()).stream(request.wire));
        }
        held.add(frame, StreamRequest.isEnd(frame));
        settle(context, request, held);
    }

    private static int status(Http2HeadersFrame head) {
        try {
            return Integer.parseInt(head.headers().status().toString());
        } catch (NumberFormatException e) {
            return 0; // what that means is the client's affair
        }
    }

    /** Null if it is the client's at once. */
    private @Nullable ParkedRefusal judged(
            ChannelHandlerContext context, StreamRequest request, int status, Http2HeadersFrame head) {
        CompletableFuture<Boolean> again = request.exchange.received(
                status, name -> StreamHop.strings(head.headers().getAll(StreamHop.name(name))), request::isRepeatable);
        if (again.isDone() && !again.join()) {
            return null;
        }
        ParkedRefusal held = new ParkedRefusal(again);
        if (!again.isDone()) {
            held.limit(ReadTimeouts.before(request.channel, request.nanosSinceWritten(), () -> {
                request.exchange.cancel();
                if (request.held == held) {
                    settle(context, request, held); // at once: the client's own timer may be due
                }
            }));
            whenDone(context, again, () -> {
                if (request.held == held) {
                    settle(context, request, held);
                }
            });
        }
        return held;
    }

    private void settle(ChannelHandlerContext context, StreamRequest request, ParkedRefusal held) {
        if (held.isForClient()) {
            handBack(context, request);
        } else if (held.leadsToResend()) {
            held.answered();
            CompletableFuture<Authorization> next = request.exchange.authorize(() -> request.hop);
            if (next.isDone()) {
                whenStream(context, () -> sendAgain(context, request, next.join()));
            } else {
                whenDone(context, next, () -> whenStream(context, () -> sendAgain(context, request, next.join())));
            }
        }
    }

    /** The stream has a channel, since Netty expects one, which hears of nothing but its end. */
    private void sendAgain(ChannelHandlerContext context, StreamRequest request, Authorization authorization) {
        if (request.held == null) {
            return; // the client has ended it, or the connection has
        }
        new Http2StreamChannelBootstrap(context.channel())
                .handler(Unheard.INSTANCE)
                .open()
                .addListener(opened -> {
                    if (opened.isSuccess()) {
                        sendOn(context, request, ((Http2StreamChannel) opened.getNow()).stream(), authorization);
                    } else {
                        handBack(context, request);
                    }
                });
    }

    private void sendOn(
            ChannelHandlerContext context, StreamRequest request, Http2FrameStream wire, Authorization authorization) {
        if (request.wire != request.stream) {
            requests.remove(request.wire);
        }
        request.wire = wire;
        requests.put(wire, request);
        for (Http2StreamFrame frame : request.again(authorization)) {
            ChannelFuture written = context.write(frame.stream(wire));
            written.addListener(done -> {
                if (!done.isSuccess() && request.wire == wire && request.held != null) {
                    handBack(context, request);
                }
            });
        }
        context.flush();
    }

    /** A response, or what there is of it, is the client's. */
    private void handBack(ChannelHandlerContext context, StreamRequest request) {
        ParkedRefusal held = request.held;
        if (held == null) {
            return;
        }
        request.held = null;
        request.isPassedOn = true;
        request.exchange.cancel();
        held.handTo(frame -> deliver(context, request, (Http2StreamFrame) frame));
        context.fireChannelReadComplete();
    }

    /** To the client. */
    private void deliver(ChannelHandlerContext context, StreamRequest request, Http2StreamFrame frame) {
        context.fireChannelRead(frame.stream(request.stream));
        if (StreamRequest.isEnd(frame) || !request.isToBeFollowed()) {
            finish(context, request);
        }
    }

    private void finish(ChannelHandlerContext context, StreamRequest request) {
        requests.remove(request.stream);
        requests.remove(request.wire);
        request.end();
        Object closed = request.closed;
        request.closed = null;
        if (closed != null) {
            context.fireUserEventTriggered(closed);
        }
    }

    // The end of a stream

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof Http2FrameStreamEvent change && isClosed(change)) {
            StreamRequest request = requests.get(change.stream());
            if (request == null || !ends(context, request, change)) {
                context.fireUserEventTriggered(event);
            }
            useStreams(context);
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    /** The type of the event's type is not public in all versions. */
    private static boolean isClosed(Http2FrameStreamEvent event) {
        Object type = event.type();
        return event.stream().state() == Http2Stream.State.CLOSED
                && type.toString().equals("State");
    }

    /** Whether the client's channel is not to know that its stream has ended. */
    private boolean ends(ChannelHandlerContext context, StreamRequest request, Http2FrameStreamEvent event) {
        ParkedRefusal held = request.held;
        boolean isOfClient = event.stream() == request.stream;
        if (isOfClient && (request.wire != request.stream || (held != null && held.isWhole()))) {
            request.closed = event;
            return true;
        }
        handBack(context, request);
        if (requests.get(request.stream) == request) {
            finish(context, request);
        }
        return false;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        StreamRequest request =
                cause instanceof Http2FrameStreamException failure ? requests.get(failure.stream()) : null;
        if (request == null || request.wire == request.stream) {
            context.fireExceptionCaught(cause);
        } else if (request.held != null) {
            handBack(context, request);
            context.fireExceptionCaught(cause);
        } else {
            Http2FrameStreamException failure = (Http2FrameStreamException) cause;
            context.fireExceptionCaught(
                    new Http2FrameStreamException(request.stream, failure.error(), failure.getCause()));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        withoutStream.clear();
        List.copyOf(requests.values()).forEach(request -> handBack(context, request));
        context.fireChannelInactive();
    }

    /** The client has closed its channel, which has reset the stream. */
    private void abandon(StreamRequest request) {
        request.unsent.fail(new ClosedChannelException());
        requests.remove(request.stream);
        requests.remove(request.wire);
        request.end();
    }

    /** After the end of the connection too: Netty does not close the channels of what has had no stream. */
    @Override
    protected void handlerRemoved0(ChannelHandlerContext context) {
        List.copyOf(requests.values()).forEach(this::abandon);
    }

    /** In the channel of a stream on which a request is sent again. */
    @Sharable
    private static final class Unheard extends ChannelInboundHandlerAdapter {

        static final Unheard INSTANCE = new Unheard();

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ReferenceCountUtil.release(message);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            ReferenceCountUtil.release(event);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            // The client's channel is told.
        }
    }
}
