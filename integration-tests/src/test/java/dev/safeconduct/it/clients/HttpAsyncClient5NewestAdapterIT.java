package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

@Tag("full")
class HttpAsyncClient5NewestAdapterIT extends HttpAsyncClient5Contract {

    HttpAsyncClient5NewestAdapterIT() {
        super(withAdapter("httpclient5-newest"));
    }
}
