package dev.safeconduct.it.clients;

class OkHttp5IT extends OkHttpContract {

    OkHttp5IT() {
        super(withAgent("okhttp5"));
    }
}
