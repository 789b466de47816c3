package dev.safeconduct.clients.httpasyncclient4;

import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.request.Hop;
import dev.safeconduct.client.request.RequestAuthorizer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import org.apache.http.Header;
import org.apache.http.HttpException;
import org.apache.http.HttpRequest;
import org.apache.http.HttpResponse;
import org.apache.http.client.methods.HttpRequestWrapper;
import org.apache.http.client.protocol.HttpClientContext;
import org.apache.http.conn.routing.HttpRoute;
import org.apache.http.impl.DefaultConnectionReuseStrategy;
import org.apache.http.nio.ContentDecoder;
import org.apache.http.nio.IOControl;
import org.apache.http.nio.NHttpClientConnection;
import org.apache.http.nio.protocol.HttpAsyncClientExchangeHandler;
import org.apache.http.nio.protocol.HttpAsyncRequestExecutor;
import org.jspecify.annotations.Nullable;

/** The events of one handler, seen before it sees them. */
final class Exchange {

    /** The handler's method ends where it begins. */
    private static final Object ENDED = new Object();

    /** By handler. What is known of one must not refer to it, or it would never be let go. */
    private static final Map<Object, Progress> ALL = new WeakHashMap<>();

    private final HttpAsyncClientExchangeHandler handler;
    private final Progress progress;

    private Exchange(HttpAsyncClientExchangeHandler handler, Progress progress) {
        this.handler = handler;
        this.progress = progress;
    }

    /** For a hop that begins. */
    static Exchange of(HttpAsyncClientExchangeHandler handler, RequestAuthorizer session) {
        synchronized (ALL) {
            return new Exchange(handler, ALL.computeIfAbsent(handler, missing -> new Progress(session)));
        }
    }

    /** For what comes after that; null if nothing has been asked about the request. */
    static @Nullable Exchange begun(Object handler) {
        Progress known;
        synchronized (ALL) {
            known = ALL.get(handler);
        }
        return known != null && known.hasBegun() ? new Exchange((HttpAsyncClientExchangeHandler) handler, known) : null;
    }

    /** Null if the handler is to generate its request. */
    @Nullable Object requestWanted() {
        progress.isReconnecting = false;
        NHttpClientConnection connection = HandlerParts.connection(handler);
        if (connection == null || HandlerParts.context(handler).getTargetAuthState() == null) {
            return null; // that of a minimal client
        }
        KeptRefusal held = progress.held;
        if (held != null) {
            if (!held.leadsToResend().isDone()) {
                return waitingFor(held.leadsToResend(), connection);
            }
            if (!held.leadsToResend().join() || !held.keepsConnection()) {
                return afterwards(connection, () -> settle(connection));
            }
            progress.held = null;
        }
        CompletableFuture<Authorization> token = progress.token;
        if (token == null && progress.isElsewhere(HandlerParts.context(handler))) {
            return null;
        }
        if (token == null) {
            token = authorize();
            progress.token = token;
        }
        return token.isDone() ? null : waitingFor(token, connection);
    }

    private CompletableFuture<Authorization> authorize() {
        HttpClientContext context = HandlerParts.context(handler);
        HttpRequest request = context.getRequest();
        return progress.exchange(context).authorize(() -> {
            Hop hop = hop(request, context);
            progress.hop = hop;
            return hop;
        });
    }

    private Hop hop(HttpRequest request, HttpClientContext context) {
        HttpRoute route = (HttpRoute) context.getHttpRoute();
        return HandlerHop.of(
                (HttpRequestWrapper) request,
                route,
                context,
                progress.exchange(context).started());
    }

    private static Object afterwards(NHttpClientConnection connection, Runnable task) {
        Afterwards.at(connection, task);
        return ENDED;
    }

    private Object waitingFor(CompletableFuture<?> decided, NHttpClientConnection connection) {
        return afterwards(connection, () -> {
            connection.suspendOutput();
            goOnAfter(decided, connection, () -> wakeUp(connection));
        });
    }

    /** A wait has a timeout of its own. */
    private static void goOnAfter(CompletableFuture<?> decided, NHttpClientConnection connection, Runnable step) {
        int timeout = connection.getSocketTimeout();
        connection.setSocketTimeout(0);
        var unused = decided.thenRun(() -> {
            connection.setSocketTimeout(timeout);
            step.run();
        });
    }

    /** On a thread that is not HttpClient's: the connection's own goes on, if it is still there. */
    private void wakeUp(NHttpClientConnection connection) {
        if (connection.isOpen()) {
            connection.requestOutput();
        }
        if (!connection.isOpen()) {
            settle(connection);
        }
    }

    /** Goes on with what has been decided, where the connection does not ask for a request. */
    private void settle(NHttpClientConnection connection) {
        if (HandlerParts.isOver(handler)) {
            return;
        }
        KeptRefusal held;
        synchronized (progress) {
            held = progress.held;
            if (held == null ? hasLeft(connection) : !held.isSettled()) {
                return;
            }
            progress.held = null;
            progress.isReconnecting = true;
        }
        if (held == null || held.leadsToResend().join()) {
            reconnect();
        } else {
            pass(() -> new Replay(handler, held, connection).run());
        }
    }

    private boolean hasLeft(NHttpClientConnection connection) {
        return progress.isReconnecting || HandlerParts.connection(handler) != connection;
    }

    /** The handler discards its connection, takes another one, and generates its request for that. */
    private void reconnect() {
        NHttpClientConnection connection = HandlerParts.connection(handler);
        if (connection != null) {
            connection.getContext().removeAttribute(HttpAsyncRequestExecutor.HTTP_HANDLER);
        }
        pass(handler::inputTerminated);
    }

    /** What may fail as the handler does. */
    private interface Step {
        void run() throws HttpException, IOException;
    }

    private void pass(Step step) {
        try {
            step.run();
        } catch (HttpException | IOException | RuntimeException e) {
            handler.failed(e);
        }
    }

    /** Writes the token, and takes it off when the request has been written. */
    void requestGenerated(HttpRequest request) {
        NHttpClientConnection connection = HandlerParts.connection(handler);
        if (connection == null || request.getRequestLine().getMethod().equals("CONNECT")) {
            return;
        }
        HttpClientContext context = HandlerParts.context(handler);
        CompletableFuture<Authorization> token = progress.token;
        progress.token = null;
        progress.isSent = true;
        if (request != context.getRequest()) {
            return; // the context is used for another request at the same time
        }
        List<String> fields = new ArrayList<>();
        authorization(request, context, token).writeTo((name, value) -> {
            fields.add(name);
            request.setHeader(name, value);
        });
        if (!fields.isEmpty()) {
            Afterwards.at(connection, () -> fields.forEach(request::removeHeaders));
        }
    }

    private Authorization authorization(
            HttpRequest request, HttpClientContext context, @Nullable CompletableFuture<Authorization> token) {
        try {
            Hop next = hop(request, context);
            return token != null && next.equals(progress.hop)
                    ? token.getNow(Authorization.none())
                    : progress.exchange(context).authorizeNow(() -> next);
        } catch (RuntimeException e) {
            return Authorization.none();
        }
    }

    @Nullable Object responseReceived(HttpResponse response) {
        if (!progress.isSent) {
            return null;
        }
        progress.isSent = false;
        CompletableFuture<Boolean> again = progress.exchange(HandlerParts.context(handler))
                .received(
                        response.getStatusLine().getStatusCode(),
                        name -> values(response, name),
                        () -> HandlerParts.producer(handler).isRepeatable());
        if (again.isDone() && !again.join()) {
            return null;
        }
        progress.held = new KeptRefusal(response, again);
        return ENDED;
    }

    private static List<String> values(HttpResponse response, String name) {
        return Arrays.stream(response.getHeaders(name)).map(Header::getValue).toList();
    }

    @Nullable Object contentReceived(ContentDecoder decoder, IOControl control) {
        KeptRefusal held = progress.held;
        KeptContent rest = progress.rest;
        if ((held == null && rest == null) || decoder instanceof KeptContent) {
            return null;
        }
        if (held == null) {
            pass(() -> handOn(Objects.requireNonNull(rest), control));
            return ENDED;
        }
        if (held.leadsToResend().isDone() && !held.leadsToResend().join()) {
            progress.held = null;
            pass(() -> {
                handler.responseReceived(held.response());
                handOn(held.content(decoder), control);
            });
            return ENDED;
        }
        try {
            keep(held, decoder, control);
        } catch (IOException e) {
            pass(() -> {
                throw e;
            });
        }
        return ENDED;
    }

    private void handOn(KeptContent content, IOControl control) throws IOException {
        handler.consumeContent(content, control);
        progress.rest = content.remaining() > 0 ? content : null;
    }

    private void keep(KeptRefusal held, ContentDecoder decoder, IOControl control) throws IOException {
        if (held.takes(decoder)) {
            return;
        }
        NHttpClientConnection connection = HandlerParts.connection(handler);
        CompletableFuture<Boolean> again = held.leadsToResend();
        if ((again.isDone() && again.join()) || connection == null) { // it may have been decided just now
            progress.held = null;
            reconnect(); // sooner than to read all of it
        } else {
            control.suspendInput();
            goOnAfter(again, connection, control::requestInput);
        }
    }

    @Nullable Object responseCompleted() {
        KeptRefusal held = progress.held;
        NHttpClientConnection connection = HandlerParts.connection(handler);
        if (held == null || connection == null) {
            return null;
        }
        held.end(connection.isOpen()
                && DefaultConnectionReuseStrategy.INSTANCE.keepAlive(held.response(), HandlerParts.context(handler)));
        if (!connection.isOpen()) {
            var unused = held.leadsToResend().thenRun(() -> settle(connection));
        }
        return ENDED;
    }

    @Nullable Object inputTerminated() {
        KeptRefusal held = progress.held;
        NHttpClientConnection connection = HandlerParts.connection(handler);
        if (held == null || connection == null) {
            progress.isReconnecting = true;
            return null;
        }
        var unused = held.leadsToResend().thenRun(() -> settle(connection));
        return ENDED;
    }
}
