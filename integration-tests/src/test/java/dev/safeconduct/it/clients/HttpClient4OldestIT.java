package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

@Tag("matrix")
class HttpClient4OldestIT extends HttpClient4Contract {

    HttpClient4OldestIT() {
        super(withAgent("httpclient4-oldest"));
    }
}
