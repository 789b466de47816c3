package dev.safeconduct.clients.ktor;

import dev.safeconduct.client.request.RequestAuthorizer;
import io.ktor.client.HttpClient;
import io.ktor.client.engine.HttpClientEngine;
import io.ktor.client.engine.HttpClientEngineBase;
import io.ktor.client.engine.HttpClientEngineCapability;
import io.ktor.client.engine.HttpClientEngineConfig;
import io.ktor.client.request.HttpRequestData;
import io.ktor.client.request.HttpResponseData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.CoroutineContext;
import kotlinx.coroutines.CoroutineDispatcher;
import org.jspecify.annotations.Nullable;

/** The program's engine, whose requests get tokens. A subclass of Ktor's, as Ktor counts the clients of those only. */
final class AuthorizingEngine extends HttpClientEngineBase {

    private final HttpClientEngine engine;
    private final RequestAuthorizer session;

    AuthorizingEngine(HttpClientEngine engine, RequestAuthorizer session) {
        super("safeconduct");
        this.engine = engine;
        this.session = session;
    }

    /** Whether an engine is of this adapter, in whatever copy. */
    static boolean isOne(HttpClientEngine engine) {
        return engine.getClass().getName().endsWith(".clients.ktor.AuthorizingEngine");
    }

    @Override
    public void install(HttpClient client) {
        ProgramRequest.keepFor(client);
        super.install(client);
    }

    @Override
    public @Nullable Object execute(HttpRequestData request, Continuation<? super HttpResponseData> caller) {
        Object taken = AuthorizedRequest.begin(engine, request, caller, session);
        // Marked in any case: the agent has no say about a session of the program.
        return taken != null ? taken : engine.execute(request, new SendContinuation(caller, caller.getContext()));
    }

    @Override
    public HttpClientEngineConfig getConfig() {
        return engine.getConfig();
    }

    @Override
    public Set<HttpClientEngineCapability<?>> getSupportedCapabilities() {
        return engine.getSupportedCapabilities();
    }

    @Override
    public CoroutineDispatcher getDispatcher() {
        return engine.getDispatcher();
    }

    @Override
    public CoroutineContext getCoroutineContext() {
        return engine.getCoroutineContext();
    }

    @Override
    public void close() {
        try {
            engine.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
