package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

/** In {@code -Pfull}: the same is always tested with the agent. */
@Tag("full")
class HttpClient4OldestAdapterIT extends HttpClient4Contract {

    HttpClient4OldestAdapterIT() {
        super(withAdapter("httpclient4-oldest"));
    }
}
