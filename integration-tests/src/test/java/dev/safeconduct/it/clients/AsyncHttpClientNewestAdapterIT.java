package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

/** In {@code -Pfull}: the same is always tested with the agent. */
@Tag("full")
class AsyncHttpClientNewestAdapterIT extends NettyContract {

    AsyncHttpClientNewestAdapterIT() {
        super(withAdapter("AsyncHttpClient", "asynchttpclient-newest"));
    }

    @Override
    protected boolean handsBackAtTimeout() {
        return false;
    }
}
