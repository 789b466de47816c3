package dev.safeconduct.it.clients;

class HttpClient4NewestIT extends HttpClient4Contract {

    HttpClient4NewestIT() {
        super(withAgent("httpclient4-newest"));
    }
}
