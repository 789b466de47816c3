package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

/** It negotiates HTTP/2 by itself. */
@Tag("full")
class AsyncHttpClientHttp2IT extends NettyHttp2Contract {

    AsyncHttpClientHttp2IT() {
        super(NettyContract.withAgent("AsyncHttpClient", "asynchttpclient-http2"));
    }

    @Override
    boolean hasPriorKnowledge() {
        return false;
    }

    /** Its timer is not in the channel. */
    @Override
    boolean handsBackAtTimeout() {
        return false;
    }
}
