package dev.safeconduct.it.clients;

class HttpClient4NewestAdapterIT extends HttpClient4Contract {

    HttpClient4NewestAdapterIT() {
        super(withAdapter("httpclient4-newest"));
    }
}
