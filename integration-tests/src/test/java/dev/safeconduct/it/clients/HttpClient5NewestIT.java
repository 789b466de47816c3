package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

@Tag("full")
class HttpClient5NewestIT extends HttpClient5Contract {

    HttpClient5NewestIT() {
        super(withAgent("httpclient5-newest"));
    }
}
