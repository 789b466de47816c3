package dev.safeconduct.clients.ktor;

import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.request.Hop;
import dev.safeconduct.client.request.NonBlockingExchange;
import dev.safeconduct.client.request.Origin;
import dev.safeconduct.client.request.RequestAuthorizer;
import io.ktor.client.engine.HttpClientEngine;
import io.ktor.client.engine.KtorCallContextElement;
import io.ktor.client.request.HttpRequestData;
import io.ktor.client.request.HttpResponseData;
import java.util.List;
import java.util.Objects;
import kotlin.ResultKt;
import kotlin.Unit;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.intrinsics.IntrinsicsKt;
import kotlin.coroutines.jvm.internal.ContinuationImpl;
import kotlinx.coroutines.CompletableJob;
import kotlinx.coroutines.JobKt;
import kotlinx.coroutines.future.FutureKt;
import org.jspecify.annotations.Nullable;

/**
 * A request to a configured server, from the engine's {@code execute} on: what a compiler makes of
 *
 * <pre>{@code
 * do {
 *     val authorization = exchange.authorize(hop).await()
 *     val response = engine.execute(carrying(request, authorization))
 * } while (exchange.received(response).await())
 * }</pre>
 *
 * <p>Each send has a job of its own, a child of the call's: that of a refusal is canceled, which closes its connection, so
 * that the resend needs no second place.
 */
@SuppressWarnings("serial") // continuations are not serialized
final class AuthorizedRequest extends ContinuationImpl {

    private enum Step {
        AUTHORIZE,
        SEND,
        JUDGE,
        END
    }

    private final HttpClientEngine engine;
    private final HttpRequestData request;
    private final NonBlockingExchange exchange;
    private final Origin target;
    private final KtorCallContextElement call;

    private Step next = Step.AUTHORIZE;
    private @Nullable CompletableJob sending;
    private @Nullable HttpResponseData response;

    @SuppressWarnings("unchecked") // what is returned is what the caller waits for
    private AuthorizedRequest(
            HttpClientEngine engine,
            HttpRequestData request,
            NonBlockingExchange exchange,
            Origin target,
            KtorCallContextElement call,
            Continuation<?> caller) {
        super((Continuation<Object>) caller);
        this.engine = engine;
        this.request = request;
        this.exchange = exchange;
        this.target = target;
        this.call = call;
    }

    /**
     * Takes a request over.
     *
     * @param caller is resumed with the response, or with what the engine throws
     * @return that the caller is suspended; null if the engine is to send the request as it is
     */
    static @Nullable Object begin(
            HttpClientEngine engine, HttpRequestData request, Continuation<?> caller, RequestAuthorizer session) {
        AuthorizedRequest begun;
        try {
            begun = of(engine, request, caller, session);
        } catch (RuntimeException | LinkageError e) {
            session.failed(e);
            return null;
        }
        if (begun == null) {
            return null;
        }
        // Not in place: what the engine throws is the caller's, and not an internal error.
        IntrinsicsKt.intercepted(begun).resumeWith(Unit.INSTANCE);
        return IntrinsicsKt.getCOROUTINE_SUSPENDED();
    }

    /** Null if it is to be left alone; nothing but where it goes is looked at then. */
    private static @Nullable AuthorizedRequest of(
            HttpClientEngine engine, HttpRequestData request, Continuation<?> caller, RequestAuthorizer session) {
        Origin target = EngineHop.target(request);
        KtorCallContextElement call = caller.getContext().get(KtorCallContextElement.Companion);
        if (target == null || call == null) {
            return null;
        }
        NonBlockingExchange exchange = ProgramRequest.exchange(request, target, session, engine.getConfig());
        return exchange != null && exchange.concerns(EngineHop.place(request, target))
                ? new AuthorizedRequest(engine, request, exchange, target, call, caller)
                : null;
    }

    @Override
    protected @Nullable Object invokeSuspend(Object result) {
        try {
            ResultKt.throwOnFailure(result);
            return goOn(result);
        } catch (Throwable e) {
            exchange.cancel();
            throw e;
        }
    }

    private @Nullable Object goOn(@Nullable Object result) {
        Object value = result;
        while (value != IntrinsicsKt.getCOROUTINE_SUSPENDED()) {
            switch (next) {
                case AUTHORIZE -> {
                    next = Step.SEND;
                    value = FutureKt.await(exchange.authorize(this::hop), this);
                }
                case SEND -> {
                    next = Step.JUDGE;
                    value = send((Authorization) Objects.requireNonNull(value));
                }
                case JUDGE -> {
                    next = Step.END;
                    value = judge((HttpResponseData) Objects.requireNonNull(value));
                }
                case END -> {
                    if (!Boolean.TRUE.equals(value)) {
                        return handedOn();
                    }
                    Objects.requireNonNull(sending).cancel(null);
                    next = Step.AUTHORIZE;
                }
            }
        }
        return value;
    }

    private Hop hop() {
        return EngineHop.of(request, target, exchange.started(), engine.getConfig());
    }

    private @Nullable Object send(Authorization authorization) {
        CompletableJob job = JobKt.Job(JobKt.getJob(call.getCallContext()));
        sending = job;
        return engine.execute(
                EngineHop.carrying(request, authorization),
                new SendContinuation(
                        this,
                        getContext()
                                .plus(new KtorCallContextElement(
                                        call.getCallContext().plus(job)))));
    }

    private @Nullable Object judge(HttpResponseData received) {
        response = received;
        return FutureKt.await(
                exchange.received(
                        received.getStatusCode().getValue(),
                        name -> Objects.requireNonNullElse(received.getHeaders().getAll(name), List.of()),
                        () -> EngineHop.isRepeatable(request)),
                this);
    }

    /** The response is the program's: the call ends when that does. */
    private @Nullable Object handedOn() {
        if (JobKt.getJob(call.getCallContext()) instanceof CompletableJob whole) {
            Objects.requireNonNull(sending).invokeOnCompletion(failure -> {
                if (failure == null) {
                    whole.complete();
                } else {
                    whole.completeExceptionally(failure);
                }
                return Unit.INSTANCE;
            });
        }
        return response;
    }
}
