package dev.safeconduct.it.clients;

class HttpClient5NewestAdapterIT extends HttpClient5Contract {

    HttpClient5NewestAdapterIT() {
        super(withAdapter("httpclient5-newest"));
    }
}
