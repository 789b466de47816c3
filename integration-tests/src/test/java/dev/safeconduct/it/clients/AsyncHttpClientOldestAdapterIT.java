package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

/** In {@code -Pfull}: the same is always tested with the agent. */
@Tag("full")
class AsyncHttpClientOldestAdapterIT extends NettyContract {

    AsyncHttpClientOldestAdapterIT() {
        super(withAdapter("AsyncHttpClient", "asynchttpclient-oldest"));
    }

    @Override
    protected boolean handsBackAtTimeout() {
        return false;
    }
}
