package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

/** In {@code integration-tests/clients/run}: it takes a minute. */
@Tag("matrix")
class AsyncHttpClientOldestIT extends NettyContract {

    AsyncHttpClientOldestIT() {
        super(withAgent("AsyncHttpClient", "asynchttpclient-oldest"));
    }

    @Override
    protected boolean handsBackAtTimeout() {
        return false;
    }
}
