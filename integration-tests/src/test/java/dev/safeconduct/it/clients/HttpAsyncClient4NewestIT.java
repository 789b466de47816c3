package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

@Tag("full")
class HttpAsyncClient4NewestIT extends HttpAsyncClient4Contract {

    HttpAsyncClient4NewestIT() {
        super("httpasyncclient4-newest");
    }
}
