package dev.safeconduct.it.clients;

class HttpClient5NewestIT extends HttpClient5Contract {

    HttpClient5NewestIT() {
        super(withAgent("httpclient5-newest"));
    }
}
