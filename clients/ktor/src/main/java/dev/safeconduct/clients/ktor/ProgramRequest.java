package dev.safeconduct.clients.ktor;

import dev.safeconduct.client.request.NonBlockingExchange;
import dev.safeconduct.client.request.Origin;
import dev.safeconduct.client.request.RequestAuthorizer;
import io.ktor.client.HttpClient;
import io.ktor.client.engine.HttpClientEngineConfig;
import io.ktor.client.request.HttpRequestBuilder;
import io.ktor.client.request.HttpRequestData;
import io.ktor.client.request.HttpRequestPipeline;
import io.ktor.util.AttributeKey;
import io.ktor.util.pipeline.PipelineContext;
import java.util.Objects;
import kotlin.Unit;
import kotlin.coroutines.Continuation;
import kotlin.jvm.functions.Function3;
import org.jspecify.annotations.Nullable;

/**
 * One request of the program through all its hops: an attribute, which Ktor copies to what redirects, retries and plugins
 * send after it. For one request, whose hops follow each other.
 */
final class ProgramRequest {

    /** Ktor 3 compares keys by their names, and there may be another copy of this class. */
    private static final AttributeKey<Object> KEY =
            new AttributeKey<>("safeconduct-" + System.identityHashCode(ProgramRequest.class));

    /** Null before the first hop. */
    private volatile @Nullable Origin started;

    private volatile @Nullable NonBlockingExchange exchange;

    private ProgramRequest() {}

    /** Each request of the client has one from now on. */
    static void keepFor(HttpClient client) {
        client.getRequestPipeline().intercept(HttpRequestPipeline.Phases.getBefore(), new Start());
    }

    /**
     * The decisions on a request, which begins at that target if it is its first hop.
     *
     * @return null if no server is at the hosts it has been at, or if its client does not tell where it began: it was there
     *     before the agent
     */
    static @Nullable NonBlockingExchange exchange(
            HttpRequestData request, Origin target, RequestAuthorizer session, HttpClientEngineConfig config) {
        if (!(request.getAttributes().getOrNull(KEY) instanceof ProgramRequest history)) {
            return null;
        }
        NonBlockingExchange known = history.exchange;
        if (known == null) {
            Origin first = Objects.requireNonNullElse(history.started, target);
            history.started = first;
            if (!session.knowsHost(target.host())) {
                return null;
            }
            known = new NonBlockingExchange(session, first, EngineHop.timeout(request, config));
            history.exchange = known;
        }
        return known;
    }

    /** Above all that sends: once for each request of the program. */
    private static final class Start
            implements Function3<
                    PipelineContext<Object, HttpRequestBuilder>, Object, Continuation<? super Unit>, Object> {

        @Override
        public Object invoke(
                PipelineContext<Object, HttpRequestBuilder> context,
                Object body,
                Continuation<? super Unit> continuation) {
            context.getContext().getAttributes().put(KEY, new ProgramRequest());
            return Unit.INSTANCE;
        }
    }
}
