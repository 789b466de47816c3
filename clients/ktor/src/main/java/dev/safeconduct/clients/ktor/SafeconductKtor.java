package dev.safeconduct.clients.ktor;

import dev.safeconduct.client.request.RequestAuthorizer;
import io.ktor.client.HttpClient;
import io.ktor.client.engine.HttpClientEngine;
import io.ktor.client.engine.HttpClientEngineConfig;
import io.ktor.client.engine.HttpClientEngineFactory;
import io.ktor.client.request.HttpRequestData;
import java.util.Objects;
import java.util.regex.Pattern;
import kotlin.coroutines.Continuation;
import org.jspecify.annotations.Nullable;

/**
 * Adds tokens to the requests of a Ktor client, 2.0 to 3.5, on Ktor's own engine CIO. They go to configured servers,
 * request by request, and to no others. A 401 is answered with a refreshed token where there is one.
 *
 * <pre>{@code
 * val client = HttpClient(SafeconductKtor.engine(CIO, safeconduct)) {
 *     install(HttpTimeout) // as ever
 * }
 * }</pre>
 *
 * <p>A request waits for its token suspended; no thread waits.
 */
public final class SafeconductKtor {

    /** Engines that send by another client. The agent knows those, and would decide on their requests a second time. */
    private static final Pattern OF_OTHER_CLIENTS =
            Pattern.compile("io\\.ktor\\.client\\.engine\\.(okhttp|java|apache|apache5|android)\\..*");

    private SafeconductKtor() {}

    /**
     * An engine whose requests get tokens, for {@code HttpClient(factory)}. Its configuration is that of the given one.
     *
     * @param factory for example {@code CIO}; not null, and not of an engine on another HTTP client (OkHttp, Java, Apache,
     *     Android): those are prepared by that client's adapter. Else the new one throws an
     *     {@link IllegalArgumentException}
     * @param session whose tokens; not null
     */
    public static <T extends HttpClientEngineConfig> HttpClientEngineFactory<T> engine(
            HttpClientEngineFactory<T> factory, RequestAuthorizer session) {
        Objects.requireNonNull(factory, "factory");
        Objects.requireNonNull(session, "session");
        return block -> engine(factory.create(block), session);
    }

    /**
     * The same for {@code HttpClient(engine)}.
     *
     * @param engine not null; closed with the result
     * @throws IllegalArgumentException if it sends by another HTTP client
     */
    public static HttpClientEngine engine(HttpClientEngine engine, RequestAuthorizer session) {
        Objects.requireNonNull(session, "session");
        String type = engine.getClass().getName();
        if (OF_OTHER_CLIENTS.matcher(type).matches()) {
            throw new IllegalArgumentException("The engine " + type
                    + " sends by another HTTP client. Prepare that client by its own adapter, or use Ktor's CIO.");
        }
        return new AuthorizingEngine(engine, session);
    }

    /**
     * Prepares a client that has just been made, so that it tells where its requests begin. The agent calls this. A client
     * that a program has prepared is left alone.
     */
    public static void created(HttpClient client, RequestAuthorizer session) {
        if (!AuthorizingEngine.isOne(client.getEngine())) {
            ProgramRequest.keepFor(client);
        }
    }

    /**
     * Takes over a request that an engine is to send, if it concerns a configured server. The agent calls this. One that a
     * program's own adapter sends is left alone.
     *
     * @param parameters of the engine's suspending method {@code execute}
     * @return what that method returns; null if it is to go on by itself
     */
    public static @Nullable Object execute(
            HttpClientEngine engine, @Nullable Object[] parameters, RequestAuthorizer session) {
        // The engine calls its method itself when it goes on after a suspension, and then without a request.
        return parameters[0] instanceof HttpRequestData request
                        && parameters[1] instanceof Continuation<?> caller
                        && !SendContinuation.isOne(caller)
                ? AuthorizedRequest.begin(engine, request, caller, session)
                : null;
    }
}
