package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

/** In {@code -Pfull}: the same is always tested with the agent. */
@Tag("full")
class HttpClient5NewestAdapterIT extends HttpClient5Contract {

    HttpClient5NewestAdapterIT() {
        super(withAdapter("httpclient5-newest"));
    }
}
