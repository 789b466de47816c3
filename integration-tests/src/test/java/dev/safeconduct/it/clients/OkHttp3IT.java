package dev.safeconduct.it.clients;

class OkHttp3IT extends OkHttpContract {

    OkHttp3IT() {
        super(withAgent("okhttp3"));
    }
}
