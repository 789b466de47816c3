package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

/** In {@code -Pfull}: it takes a minute. */
@Tag("full")
class AsyncHttpClientNewestIT extends NettyContract {

    AsyncHttpClientNewestIT() {
        super(withAgent("AsyncHttpClient", "asynchttpclient-newest"));
    }

    @Override
    protected boolean handsBackAtTimeout() {
        return false;
    }
}
