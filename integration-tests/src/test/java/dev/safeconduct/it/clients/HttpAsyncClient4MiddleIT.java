package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

/** Versions before 4.1.2 themselves lose connections which a server closes, and then some requests fail or never end. */
@Tag("matrix")
class HttpAsyncClient4MiddleIT extends HttpAsyncClient4Contract {

    HttpAsyncClient4MiddleIT() {
        super("httpasyncclient4-middle");
    }
}
