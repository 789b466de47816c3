package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

/** In {@code -Pfull}: the same is always tested with the agent. */
@Tag("full")
class HttpClient5OldestAdapterIT extends HttpClient5Contract {

    HttpClient5OldestAdapterIT() {
        super(withAdapter("httpclient5-oldest"));
    }
}
