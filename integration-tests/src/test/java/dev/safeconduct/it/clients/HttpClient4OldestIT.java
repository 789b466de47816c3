package dev.safeconduct.it.clients;

class HttpClient4OldestIT extends HttpClient4Contract {

    HttpClient4OldestIT() {
        super(withAgent("httpclient4-oldest"));
    }
}
