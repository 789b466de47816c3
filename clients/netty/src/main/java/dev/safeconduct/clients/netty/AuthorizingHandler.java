package dev.safeconduct.clients.netty;

import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.request.Hop;
import dev.safeconduct.client.request.NonBlockingExchange;
import dev.safeconduct.client.request.Origin;
import dev.safeconduct.client.request.RequestAuthorizer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Stands behind the codec of a channel, below redirects: holds a request while its token is fetched, and a refusal while
 * it is decided what comes of it, then sends the request again on the same connection. One request to a configured server
 * at a time: with several in flight, the response to a resend would be taken for another's.
 *
 * <p>All its state belongs to the channel's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what is written has a promise, which the client looks at
final class AuthorizingHandler extends ChannelDuplexHandler {

    private static final int SWITCHING_PROTOCOLS = 101;

    private final RequestAuthorizer authorizer;
    private final HeldWrites writes = new HeldWrites();

    /** The request to a configured server that is in flight. */
    private @Nullable SentRequest current;

    /** Whether {@link #current} waits for its first token. */
    private boolean isWaiting;

    /** How many other requests are in flight. */
    private int others;

    /** Whether a 1xx is being read, after which comes the response. */
    private boolean isInterim;

    /** Where the channel leads, if no server is at that host: found once, as it leads there until there is a tunnel. */
    private @Nullable Origin elsewhere;

    AuthorizingHandler(RequestAuthorizer authorizer) {
        this.authorizer = authorizer;
    }

    /** Whether a handler is of this adapter, in whatever copy: the agent's, the program's, a relocated one. */
    static boolean isOne(ChannelHandler handler) {
        return handler.getClass().getName().endsWith(".clients.netty.AuthorizingHandler");
    }

    // What the client writes

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (writes.isEmpty() && mayGoOut(context, message)) {
            goOut(context, message, promise);
        } else {
            writes.add(context.channel(), message, promise);
        }
    }

    private boolean mayGoOut(ChannelHandlerContext context, @Nullable Object message) {
        if (isWaiting || message == null) {
            return false;
        }
        return !(message instanceof HttpRequest request)
                || (current == null && (others == 0 || concerned(context, request) == null));
    }

    private void goOut(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        SentRequest sent = current;
        if (message instanceof HttpRequest request) {
            begin(context, request, promise);
        } else {
            if (sent != null) {
                sent.written(message);
            }
            context.write(message, promise);
            endIfDone();
        }
    }

    private void begin(ChannelHandlerContext context, HttpRequest request, ChannelPromise promise) {
        SentRequest sent = concerned(context, request);
        if (sent == null) {
            others++;
            if (HttpMethod.CONNECT.equals(request.method())) {
                ChannelTarget.tunnel(context.channel(), request.uri());
                elsewhere = null;
            }
            context.write(request, promise);
            return;
        }
        current = sent;
        CompletableFuture<Authorization> decided = sent.exchange.authorize(() -> sent.hop);
        if (decided.isDone()) {
            send(context, sent, request, promise, decided.join());
            return;
        }
        isWaiting = true;
        writes.putBack(context.channel(), request, promise);
        whenDone(context, decided, () -> {
            if (current == sent && isWaiting) {
                isWaiting = false;
                writes.writeNext((head, its) -> send(context, sent, request, its, decided.join()));
                drain(context);
            }
        });
    }

    private void send(
            ChannelHandlerContext context,
            SentRequest sent,
            HttpRequest request,
            ChannelPromise promise,
            Authorization authorization) {
        sent.written(request);
        ChannelPromise observed = promise.unvoid();
        observed.addListener(written -> {
            if (!written.isSuccess() && current == sent) {
                abandon(sent);
                drain(context);
            }
        });
        write(context, sent.first(request, authorization), observed);
        endIfDone();
    }

    private static void write(ChannelHandlerContext context, List<Object> messages, ChannelPromise promise) {
        for (Object message : messages.subList(0, messages.size() - 1)) {
            context.write(message);
        }
        context.write(messages.get(messages.size() - 1), promise);
    }

    /** What was held goes out, as far as it may. */
    private void drain(ChannelHandlerContext context) {
        while (mayGoOut(context, writes.next())) {
            writes.writeNext((message, promise) -> goOut(context, message, promise));
        }
        writes.letClientGoOn(context.channel());
        context.flush();
    }

    /** On the event loop; a future that is done completes elsewhere. */
    private static void whenDone(ChannelHandlerContext context, CompletableFuture<?> decided, Runnable then) {
        decided.whenComplete((value, failure) -> context.executor().execute(then));
    }

    /** Null if a request is to be left as it is. */
    private @Nullable SentRequest concerned(ChannelHandlerContext context, HttpRequest request) {
        try {
            Origin target = HttpMethod.CONNECT.equals(request.method())
                    ? null // for a proxy
                    : ChannelHop.isWhole(request.uri()) ? ChannelHop.origin(request.uri()) : target(context);
            if (target == null || Exchanges.isElsewhere(context.channel(), target, authorizer)) {
                return null;
            }
            RequestHistory history = RequestHistory.of(context.channel(), target);
            NonBlockingExchange exchange = Exchanges.of(context.channel(), history, authorizer);
            Hop hop = ChannelHop.of(request, target, exchange.started(), history);
            return hop != null && exchange.concerns(hop) ? new SentRequest(exchange, hop, request) : null;
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
        if (message instanceof HttpResponse response) {
            int status = response.status().code();
            isInterim = status / 100 == 1 && status != SWITCHING_PROTOCOLS;
            if (status == SWITCHING_PROTOCOLS) {
                context.pipeline().remove(this); // what follows is not HTTP
            }
        }
        if (message instanceof ByteBuf && current == null) {
            SafeconductNetty.follow(context, authorizer);
        }
        SentRequest sent = current;
        if (isInterim || !(message instanceof HttpObject)) {
            context.fireChannelRead(message);
        } else if (sent == null || isWaiting) {
            passOn(context, message);
        } else {
            read(context, sent, message);
        }
    }

    private void passOn(ChannelHandlerContext context, Object message) {
        if (message instanceof LastHttpContent && others > 0) {
            others--;
        }
        context.fireChannelRead(message);
        if (!writes.isEmpty()) {
            drain(context);
        }
    }

    private void read(ChannelHandlerContext context, SentRequest sent, Object message) {
        if (message instanceof HttpResponse response) {
            sent.letGo();
            sent.held = judged(context, sent, response);
        }
        ParkedRefusal held = sent.held;
        if (held == null) {
            deliver(context, sent, message);
            return;
        }
        held.add(message, message instanceof LastHttpContent);
        settle(context, sent, held);
    }

    /** Null if it is the client's at once. */
    private @Nullable ParkedRefusal judged(ChannelHandlerContext context, SentRequest sent, HttpResponse response) {
        CompletableFuture<Boolean> again = sent.exchange.received(
                response.status().code(),
                name -> response.headers().getAll(name),
                () -> HttpUtil.isKeepAlive(response) && sent.isRepeatable());
        if (again.isDone() && !again.join()) {
            return null;
        }
        ParkedRefusal held = new ParkedRefusal(again);
        if (!again.isDone()) {
            held.limit(ReadTimeouts.before(context.channel(), sent.nanosSinceWritten(), () -> {
                sent.exchange.cancel();
                if (sent.held == held) {
                    settle(context, sent, held); // at once: the client's own timer may be due
                }
            }));
            whenDone(context, again, () -> {
                if (sent.held == held) {
                    settle(context, sent, held);
                }
            });
        }
        return held;
    }

    private void settle(ChannelHandlerContext context, SentRequest sent, ParkedRefusal held) {
        if (held.isForClient()) {
            sent.held = null;
            sent.exchange.cancel();
            held.handTo(message -> deliver(context, sent, message));
            context.fireChannelReadComplete();
        } else if (held.leadsToResend()) {
            held.answered();
            CompletableFuture<Authorization> next = sent.exchange.authorize(() -> sent.hop);
            if (next.isDone()) {
                sendAgain(context, sent, next.join());
            } else {
                whenDone(context, next, () -> sendAgain(context, sent, next.join()));
            }
        }
    }

    private void sendAgain(ChannelHandlerContext context, SentRequest sent, Authorization authorization) {
        if (current != sent) {
            return;
        }
        write(context, sent.again(authorization), context.newPromise());
        context.flush();
        readOn(context);
    }

    /** To the client. */
    private void deliver(ChannelHandlerContext context, SentRequest sent, Object message) {
        boolean isLast = message instanceof LastHttpContent;
        if (isLast) {
            sent.isAnswered = true;
            endIfDone();
        }
        context.fireChannelRead(message);
        if (isLast && !writes.isEmpty()) {
            drain(context);
        }
    }

    private void endIfDone() {
        SentRequest sent = current;
        if (sent != null && sent.isAnswered && sent.isWritten()) {
            abandon(sent);
        }
    }

    private void abandon(SentRequest sent) {
        current = null;
        isWaiting = false;
        sent.end();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        SentRequest sent = current;
        if (sent != null && sent.held != null) {
            readOn(context);
        }
        context.fireChannelReadComplete();
    }

    /** Where the client reads by itself, it has not asked for what it does not see. */
    private static void readOn(ChannelHandlerContext context) {
        if (!context.channel().config().isAutoRead()) {
            context.read();
        }
    }

    // The end

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        handBack(context);
        writes.fail(new ClosedChannelException());
        context.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        handBack(context);
        while (!writes.isEmpty()) {
            writes.writeNext(context::write);
        }
        writes.letClientGoOn(context.channel());
        context.flush();
    }

    /** A refusal that leads to nothing any more is the client's. */
    private void handBack(ChannelHandlerContext context) {
        SentRequest sent = current;
        if (sent == null) {
            return;
        }
        ParkedRefusal held = sent.held;
        sent.held = null;
        abandon(sent);
        if (held != null) {
            held.handTo(context::fireChannelRead);
            context.fireChannelReadComplete();
        }
    }
}
