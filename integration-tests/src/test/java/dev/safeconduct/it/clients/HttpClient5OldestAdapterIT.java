package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

/** In {@code integration-tests/clients/run}: the same is always tested with the agent. */
@Tag("matrix")
class HttpClient5OldestAdapterIT extends HttpClient5Contract {

    HttpClient5OldestAdapterIT() {
        super(withAdapter("httpclient5-oldest"));
    }
}
