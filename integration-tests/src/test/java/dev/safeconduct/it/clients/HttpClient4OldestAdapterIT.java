package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

/** In {@code integration-tests/clients/run}: the same is always tested with the agent. */
@Tag("matrix")
class HttpClient4OldestAdapterIT extends HttpClient4Contract {

    HttpClient4OldestAdapterIT() {
        super(withAdapter("httpclient4-oldest"));
    }
}
