package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

/** In {@code -Pfull}: with the agent the oldest version is always tested. */
@Tag("full")
class HttpClient4OldestAdapterIT extends HttpClient4Contract {

    HttpClient4OldestAdapterIT() {
        super(withAdapter("httpclient4-oldest"));
    }
}
