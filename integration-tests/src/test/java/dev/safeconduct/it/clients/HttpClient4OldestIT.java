package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

@Tag("full")
class HttpClient4OldestIT extends HttpClient4Contract {

    HttpClient4OldestIT() {
        super(withAgent("httpclient4-oldest"));
    }
}
