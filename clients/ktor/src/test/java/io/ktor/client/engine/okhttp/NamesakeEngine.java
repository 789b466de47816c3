package io.ktor.client.engine.okhttp;

import io.ktor.client.engine.HttpClientEngineBase;
import io.ktor.client.engine.HttpClientEngineConfig;
import io.ktor.client.request.HttpRequestData;
import io.ktor.client.request.HttpResponseData;
import kotlin.coroutines.Continuation;
import kotlinx.coroutines.CoroutineDispatcher;
import kotlinx.coroutines.Dispatchers;

/** Is where Ktor's engine on OkHttp is. */
public final class NamesakeEngine extends HttpClientEngineBase {

    public NamesakeEngine() {
        super("okhttp");
    }

    @Override
    public HttpClientEngineConfig getConfig() {
        return new HttpClientEngineConfig();
    }

    @Override
    public CoroutineDispatcher getDispatcher() {
        return Dispatchers.getDefault();
    }

    @Override
    public Object execute(HttpRequestData request, Continuation<? super HttpResponseData> caller) {
        throw new UnsupportedOperationException();
    }
}
