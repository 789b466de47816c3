package dev.safeconduct.agent.hook.javanethttp;

import dev.safeconduct.agent.hook.AgentContext;
import dev.safeconduct.agent.hook.Faults;
import dev.safeconduct.agent.hook.WeakIdentityMap;
import dev.safeconduct.client.internal.jdkclient.KeepingPublisher;
import dev.safeconduct.client.internal.jdkclient.RepeatableBodies;
import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.oauth.DpopProofs;
import dev.safeconduct.client.request.Destination;
import dev.safeconduct.client.request.Hop;
import dev.safeconduct.client.request.KeptBody;
import dev.safeconduct.client.request.Origin;
import dev.safeconduct.client.request.RequestAuthorizer;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Translates each hop of {@code java.net.http} for the decisions on it. Nothing here waits: the threads are the
 * application's, or serve other requests too. A request that has to wait is a future that completes on the client's own
 * executor.
 */
final class JdkHttpExchanges {

    static final String CLIENT = "java.net.http";

    private final RequestAuthorizer requests;
    private final Faults faults;
    private final WeakIdentityMap<RequestState> states = new WeakIdentityMap<>();
    /** By the request of a hop, where its body is kept. */
    private final WeakIdentityMap<RequestState> streamed = new WeakIdentityMap<>();

    JdkHttpExchanges(AgentContext context) {
        this.requests = context.requests();
        this.faults = context.faults();
    }

    /** Sends a hop; in place of {@code Exchange.responseAsync()}. */
    CompletableFuture<Object> exchange(Object exchange) throws Throwable {
        CompletableFuture<Object> held = null;
        ExchangeHop hop = null;
        try {
            HttpRequest request = NativeExchange.request(exchange);
            URI uri = request.uri();
            Destination destination =
                    requests.destination(uri.getScheme(), uri.getHost(), uri.getPort(), uri.getRawPath());
            RequestState known = known(exchange);
            if (destination != null || known != null) {
                hop = hop(exchange, request, destination, known);
            }
            if (hop != null) {
                held = before(hop, destination);
            }
        } catch (Throwable e) {
            faults.report(CLIENT, e);
        }
        if (hop == null) {
            return NativeExchange.responseAsync(exchange);
        }
        CompletableFuture<Object> response = held != null ? held : send(hop);
        ExchangeHop ours = hop;
        return response.thenCompose(received -> judge(ours, received, response));
    }

    /** Null if no hop of the request has gone to a configured server. */
    private @Nullable RequestState known(Object exchange) throws Throwable {
        // Where no request has, the internals of the client are not looked up.
        return states.size() == 0 ? null : states.get(ClientInternals.multiExchange(exchange));
    }

    /** Null if the hop is of a client that is left alone. */
    private @Nullable ExchangeHop hop(
            Object exchange, HttpRequest request, @Nullable Destination destination, @Nullable RequestState known)
            throws Throwable {
        Object multi = ClientInternals.multiExchange(exchange);
        if (known != null) {
            if (known.resending) {
                // The application must not see, by previousResponse(), a 401 that it never got.
                known.resending = false;
                ClientInternals.hideLastResponse(multi);
            } else {
                known.discardKept();
            }
            return new ExchangeHop(exchange, multi, request, known, faults);
        }
        if (destination == null || ClientInternals.isOurs(multi)) {
            return null;
        }
        Duration timeout = request.timeout().orElse(Duration.ZERO);
        RequestState state = states.putIfAbsent(multi, new RequestState(destination.begin(timeout)));
        return new ExchangeHop(exchange, multi, request, state, faults);
    }

    /** Null if the hop can be sent now. */
    private @Nullable CompletableFuture<Object> before(ExchangeHop hop, @Nullable Destination destination)
            throws Throwable {
        if (destination != null && !RepeatableBodies.isRepeatable(hop.request())) {
            RequestState state = hop.state();
            state.kept = state.kept == null ? new KeptBody() : state.kept;
            var unused = streamed.putIfAbsent(hop.request(), state);
        }
        CompletableFuture<Authorization> authorization = hop.decisions().before(destination, resolved(hop));
        if (authorization.isDone()) {
            hop.authorize(authorization.getNow(Authorization.none()));
            return null;
        }
        CompletableFuture<Object> response = new CompletableFuture<>();
        var unused =
                authorization.whenComplete((obtained, failure) -> hop.execute(() -> release(hop, obtained, response)));
        return response;
    }

    private static Hop resolved(ExchangeHop hop) throws Throwable {
        HttpRequest request = hop.request();
        URI uri = request.uri();
        URI start = ClientInternals.start(hop.multi());
        Origin target = origin(uri);
        return new Hop(
                request.method(),
                target,
                uri.getRawPath(),
                start.equals(uri) ? target : origin(start),
                request.headers().allValues("Host"),
                isOccupied(hop));
    }

    private static Origin origin(URI uri) {
        return new Origin(String.valueOf(uri.getScheme()), String.valueOf(uri.getHost()), uri.getPort());
    }

    /** An {@code Authorization} of the client itself is one of the application's {@code Authenticator}. */
    @SuppressWarnings("ReferenceEquality") // an equal string that the agent did not set is the application's own
    private static boolean isOccupied(ExchangeHop hop) throws Throwable {
        HttpRequest request = hop.request();
        if (request.uri().getRawUserInfo() != null
                || request.method().equalsIgnoreCase("CONNECT")
                || !request.headers().allValues(Authorization.HEADER).isEmpty()
                || !request.headers().allValues(DpopProofs.HEADER).isEmpty()
                || ClientInternals.isReadByProxy(request)) {
            return true;
        }
        String there = ClientInternals.systemHeader(hop.multi(), request, Authorization.HEADER);
        return there != null && there != hop.state().header;
    }

    private void release(ExchangeHop hop, @Nullable Authorization authorization, CompletableFuture<Object> response) {
        try {
            if (authorization != null) {
                hop.authorize(authorization);
            }
        } catch (Throwable e) {
            faults.report(CLIENT, e);
        }
        try {
            var unused = send(hop).whenComplete((received, failure) -> {
                if (failure != null) {
                    response.completeExceptionally(failure);
                } else {
                    response.complete(received);
                }
            });
        } catch (Throwable e) {
            response.completeExceptionally(e);
        }
    }

    private CompletableFuture<Object> send(ExchangeHop hop) throws Throwable {
        return StreamWait.responseAsync(hop.exchange(), hop);
    }

    /**
     * The response, at once or when it is known whether a 401 leads to a resend. Its body has not been read yet.
     *
     * @param same completed with the response
     */
    private CompletableFuture<Object> judge(ExchangeHop hop, Object response, CompletableFuture<Object> same) {
        try {
            if (ClientInternals.isCancelled(hop.multi())) {
                return same;
            }
            CompletableFuture<Boolean> again = hop.decisions()
                    .after(
                            ClientInternals.status(response),
                            name -> ClientInternals.headers(response, name),
                            RepeatableBodies.isRepeatable(hop.request())
                                    || hop.state().keptBody() != null);
            if (again.isDone()) {
                resend(hop, response, again.getNow(false));
                return same;
            }
            // The client would let it run until the headers have been judged; the wait has a bound of its own.
            ClientInternals.cancelTimer(hop.multi());
            if (!ClientInternals.isWebSocket(hop.request())) {
                hop.state().held = HeldResponse.read(hop.exchange());
            }
            CompletableFuture<Object> waiting = new CompletableFuture<>();
            var unused = again.whenComplete((decided, failure) -> hop.execute(() -> {
                resend(hop, response, failure == null && decided);
                waiting.complete(response);
            }));
            return waiting;
        } catch (Throwable e) {
            faults.report(CLIENT, e);
            return same;
        }
    }

    private void resend(ExchangeHop hop, Object response, boolean again) {
        try {
            if (ClientInternals.isCancelled(hop.multi())) {
                HeldResponse held = hop.state().takeHeld();
                var unused = held == null ? null : held.discard();
                hop.state().discardKept();
            } else if (again) {
                hop.state().resendAfter(response);
            } else {
                hop.state().discardKept();
                if (ClientInternals.status(response) / 100 == 2) { // nothing follows: neither a redirect nor a resend
                    states.remove(hop.multi());
                    streamed.remove(hop.request());
                }
            }
        } catch (Throwable e) {
            faults.report(CLIENT, e);
        }
    }

    /** Judges a response; in place of {@code HeaderFilter.response}. The first filter is the one for authentication. */
    @Nullable Object filter(Object filter, Object response) throws Throwable {
        Object again = null;
        try {
            if (states.size() > 0 && ClientInternals.isAuthenticationFilter(filter)) {
                again = again(response);
            }
        } catch (Throwable e) {
            faults.report(CLIENT, e);
        }
        return again != null ? again : NativeExchange.filter(filter, response);
    }

    /** The body of a hop, as its client is about to subscribe to it. */
    @Nullable BodyPublisher body(JavaNetHttpSite site, Object sender, @Nullable BodyPublisher body) {
        try {
            RequestState state = streamed.size() == 0 ? null : streamed.get(ClientInternals.requestOf(site, sender));
            byte[] whole = state == null ? null : state.keptBody();
            if (whole != null) {
                return BodyPublishers.ofByteArray(whole);
            }
            KeptBody kept = state == null ? null : state.kept;
            return kept == null || body == null ? body : new KeepingPublisher(body, kept);
        } catch (Throwable e) {
            faults.report(CLIENT, e);
            return body;
        }
    }

    /** Reads the body of the application's response; in place of {@code Exchange.readBodyAsync}. */
    @SuppressWarnings("unchecked")
    CompletableFuture<Object> readBody(Object exchange, Object handler) throws Throwable {
        CompletableFuture<Object> read = null;
        try {
            RequestState state = known(exchange);
            HeldResponse held = state == null ? null : state.takeHeld();
            read = held == null ? null : held.deliver((BodyHandler<Object>) handler);
        } catch (Throwable e) {
            faults.report(CLIENT, e);
        }
        return read != null ? read : NativeExchange.readBody(exchange, handler);
    }

    /** Gets rid of the body of a response before another hop; in place of {@code Exchange.ignoreBody}. */
    CompletableFuture<Object> ignoreBody(Object exchange) throws Throwable {
        CompletableFuture<Object> end = null;
        try {
            RequestState state = known(exchange);
            HeldResponse held = state == null ? null : state.takeHeld();
            end = held == null ? null : held.discard();
        } catch (Throwable e) {
            faults.report(CLIENT, e);
        }
        return end != null ? end : NativeExchange.ignoreBody(exchange);
    }

    private @Nullable Object again(Object response) throws Throwable {
        Object multi = ClientInternals.multiExchange(ClientInternals.exchangeOf(response));
        RequestState state = states.get(multi);
        if (state == null || !state.takeReady(response)) {
            return null;
        }
        Object request = ClientInternals.again(response);
        ClientInternals.forgiveAttempt(multi);
        state.resending = true;
        return request;
    }
}
