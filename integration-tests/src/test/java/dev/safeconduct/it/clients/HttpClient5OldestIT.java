package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

@Tag("matrix")
class HttpClient5OldestIT extends HttpClient5Contract {

    HttpClient5OldestIT() {
        super(withAgent("httpclient5-oldest"));
    }
}
