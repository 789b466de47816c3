package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

@Tag("matrix")
class HttpAsyncClient5OldestIT extends HttpAsyncClient5Contract {

    HttpAsyncClient5OldestIT() {
        super(withAgent("httpclient5-oldest"));
    }
}
