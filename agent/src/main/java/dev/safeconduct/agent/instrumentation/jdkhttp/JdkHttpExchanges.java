package dev.safeconduct.agent.instrumentation.jdkhttp;

import dev.safeconduct.agent.instrumentation.AgentContext;
import dev.safeconduct.agent.instrumentation.Faults;
import dev.safeconduct.agent.instrumentation.HostHeader;
import dev.safeconduct.agent.instrumentation.Patience;
import dev.safeconduct.agent.instrumentation.Servers;
import dev.safeconduct.agent.instrumentation.WeakIdentityMap;
import dev.safeconduct.client.internal.jdkclient.RepeatableBodies;
import dev.safeconduct.client.internal.token.TokenSource;
import dev.safeconduct.client.oauth.Authorization;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Decides on each hop of {@code java.net.http}. Nothing here waits: the threads are the application's, or serve other
 * requests too. A request that has to wait is a future that completes on the client's own executor.
 */
final class JdkHttpExchanges {

    private static final String CLIENT = "java.net.http";
    private static final String AUTHORIZATION = "Authorization";

    /** When this is over after its timeout, the client has cancelled the exchange, and sending it fails as it should. */
    private static final Duration AFTER_TIMEOUT = Duration.ofMillis(50);

    private final AgentContext context;
    private final Servers servers;
    private final Faults faults;
    private final WeakIdentityMap<RequestState> states = new WeakIdentityMap<>();

    JdkHttpExchanges(AgentContext context) {
        this.context = context;
        this.servers = context.servers();
        this.faults = context.faults();
    }

    /** Sends a hop; in place of {@code Exchange.responseAsync()}. */
    CompletableFuture<Object> exchange(Object exchange, Object multi) throws Throwable {
        CompletableFuture<Object> held = null;
        Hop hop = null;
        try {
            hop = hop(exchange, multi);
            if (hop != null) {
                Authorization authorization =
                        hop.answer() != null ? hop.answer() : hop.source().current();
                if (authorization != null) {
                    hop.authorize(authorization);
                } else {
                    held = hold(hop, hop.source().obtain());
                }
            }
        } catch (Throwable e) {
            faults.report(CLIENT, e);
        }
        CompletableFuture<Object> response = held != null ? held : NativeCalls.responseAsync(exchange);
        Hop ours = hop;
        return ours == null ? response : response.thenCompose(answer -> judge(ours, answer));
    }

    /** Null if the hop is none of our business. */
    private @Nullable Hop hop(Object exchange, Object multi) throws Throwable {
        HttpRequest request = ExchangeRequest.of(exchange);
        URI uri = request.uri();
        TokenSource source = servers.match(uri.getScheme(), uri.getHost(), uri.getPort(), uri.getRawPath());
        if (source == null) {
            return null;
        }
        RequestState known = states.get(multi);
        Authorization answer = null;
        if (known != null && known.resending) {
            // The application must not see, by previousResponse(), a 401 that it never got.
            known.resending = false;
            answer = known.answer;
            ClientInternals.hideLastResponse(multi);
        }
        if (!mayCarryToken(request, uri)
                || servers.owns(ClientInternals.client(multi))
                || ClientInternals.isOfLibrary(multi)) {
            return null;
        }
        String there = ClientInternals.systemHeader(request, AUTHORIZATION);
        if (there != null && (known == null || !isSame(there, known.header))) {
            return null; // the application's Authenticator has spoken
        }
        RequestState state = known != null ? known : states.get(multi, RequestState::new);
        Patience patience = Patience.of(request.timeout().orElse(Duration.ZERO), context.limit());
        return new Hop(exchange, multi, request, source, state, patience, answer);
    }

    private static boolean mayCarryToken(HttpRequest request, URI uri) throws Throwable {
        if (uri.getRawUserInfo() != null
                || request.method().equalsIgnoreCase("CONNECT")
                || request.headers().firstValue(AUTHORIZATION).isPresent()
                || ClientInternals.isReadByProxy(request)) {
            return false;
        }
        for (String host : request.headers().allValues("Host")) {
            if (!HostHeader.agrees(host, uri.getScheme(), uri.getHost(), uri.getPort())) {
                return false;
            }
        }
        return true;
    }

    /** Identity: an equal string that is not ours is the application's own. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(String there, @Nullable String ours) {
        return there == ours;
    }

    private CompletableFuture<Object> hold(Hop hop, CompletableFuture<Authorization> obtained) {
        CompletableFuture<Object> response = new CompletableFuture<>();
        context.couriers()
                .within(
                        obtained,
                        hop.patience().left().plus(AFTER_TIMEOUT),
                        authorization -> onClient(hop, () -> release(hop, authorization, response)));
        return response;
    }

    private void release(Hop hop, @Nullable Authorization authorization, CompletableFuture<Object> response) {
        try {
            if (authorization != null) {
                hop.authorize(authorization);
            }
        } catch (Throwable e) {
            faults.report(CLIENT, e);
        }
        try {
            var unused = NativeCalls.responseAsync(hop.exchange()).whenComplete((answer, failure) -> {
                if (failure != null) {
                    response.completeExceptionally(failure);
                } else {
                    response.complete(answer);
                }
            });
        } catch (Throwable e) {
            response.completeExceptionally(e);
        }
    }

    /** The response, at once or when it is known whether a 401 is to be answered. Its body has not been read yet. */
    private CompletableFuture<Object> judge(Hop hop, Object response) {
        CompletableFuture<Object> same = CompletableFuture.completedFuture(response);
        try {
            if (ClientInternals.status(response) != 401 || ClientInternals.isCancelled(hop.multi())) {
                return same;
            }
            if (hop.answer() != null) {
                hop.source().refused(hop.answer());
            }
            if (hop.state().isAnswered() || !RepeatableBodies.isRepeatable(hop.request())) {
                return same;
            }
            Duration left = hop.patience().left();
            CompletableFuture<Authorization> answer =
                    hop.source().answer(hop.state().sent, ClientInternals.headers(response, "WWW-Authenticate"));
            if (answer.isDone()) {
                decide(hop, response, answer.getNow(Authorization.none()));
                return same;
            }
            // The client would let it run until the headers have been judged; the wait has a bound of its own.
            ClientInternals.cancelTimer(hop.multi());
            CompletableFuture<Object> waiting = new CompletableFuture<>();
            context.couriers()
                    .within(
                            answer,
                            left,
                            authorization -> onClient(hop, () -> {
                                decide(hop, response, authorization);
                                waiting.complete(response);
                            }));
            return waiting;
        } catch (Throwable e) {
            faults.report(CLIENT, e);
            return same;
        }
    }

    private void decide(Hop hop, Object response, @Nullable Authorization answer) {
        try {
            if (answer != null
                    && !answer.isNone()
                    && !answer.equals(hop.state().sent)
                    && !ClientInternals.isCancelled(hop.multi())) {
                hop.state().answer(response, answer);
            }
        } catch (Throwable e) {
            faults.report(CLIENT, e);
        }
    }

    private void onClient(Hop hop, Runnable task) {
        try {
            ClientInternals.executor(hop.multi()).execute(task);
        } catch (RejectedExecutionException e) {
            task.run(); // the application has shut its executor down: this courier takes its place
        } catch (Throwable e) {
            faults.report(CLIENT, e);
            task.run();
        }
    }

    /** Judges an answer; in place of {@code HeaderFilter.response}. The first filter is the one for authentication. */
    @Nullable Object filter(Object filter, Object response) throws Throwable {
        Object again = null;
        try {
            if (states.size() > 0 && ClientInternals.isAuthenticationFilter(filter)) {
                again = again(response);
            }
        } catch (Throwable e) {
            faults.report(CLIENT, e);
        }
        return again != null ? again : NativeCalls.filter(filter, response);
    }

    private @Nullable Object again(Object response) throws Throwable {
        Object multi = ClientInternals.multiExchange(response);
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
