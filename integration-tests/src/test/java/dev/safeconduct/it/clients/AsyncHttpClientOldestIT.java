package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

/** In {@code -Pfull}: it takes a minute. */
@Tag("full")
class AsyncHttpClientOldestIT extends NettyContract {

    AsyncHttpClientOldestIT() {
        super(withAgent("AsyncHttpClient", "asynchttpclient-oldest"));
    }

    @Override
    protected boolean handsBackAtTimeout() {
        return false;
    }
}
