package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

@Tag("full")
class HttpAsyncClient5NewestIT extends HttpAsyncClient5Contract {

    HttpAsyncClient5NewestIT() {
        super(withAgent("httpclient5-newest"));
    }
}
