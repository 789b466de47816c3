package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

/** In {@code integration-tests/clients/run}: the same is always tested with the agent. */
@Tag("matrix")
class AsyncHttpClientOldestAdapterIT extends NettyContract {

    AsyncHttpClientOldestAdapterIT() {
        super(withAdapter("AsyncHttpClient", "asynchttpclient-oldest"));
    }

    @Override
    protected boolean handsBackAtTimeout() {
        return false;
    }
}
