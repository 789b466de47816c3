package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

/** In {@code -Pfull}: the same is always tested with the agent. */
@Tag("full")
class HttpClient4NewestAdapterIT extends HttpClient4Contract {

    HttpClient4NewestAdapterIT() {
        super(withAdapter("httpclient4-newest"));
    }
}
