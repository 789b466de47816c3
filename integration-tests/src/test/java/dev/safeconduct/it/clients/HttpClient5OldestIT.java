package dev.safeconduct.it.clients;

class HttpClient5OldestIT extends HttpClient5Contract {

    HttpClient5OldestIT() {
        super(withAgent("httpclient5-oldest"));
    }
}
