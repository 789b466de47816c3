package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

/** In {@code -Pfull}: with the agent the oldest version is always tested. */
@Tag("full")
class HttpClient5OldestAdapterIT extends HttpClient5Contract {

    HttpClient5OldestAdapterIT() {
        super(withAdapter("httpclient5-oldest"));
    }
}
