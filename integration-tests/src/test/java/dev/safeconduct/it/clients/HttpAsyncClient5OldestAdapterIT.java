package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

@Tag("matrix")
class HttpAsyncClient5OldestAdapterIT extends HttpAsyncClient5Contract {

    HttpAsyncClient5OldestAdapterIT() {
        super(withAdapter("httpclient5-oldest"));
    }
}
