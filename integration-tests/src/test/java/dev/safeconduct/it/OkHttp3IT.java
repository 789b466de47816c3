package dev.safeconduct.it;

class OkHttp3IT extends OkHttpContract {

    OkHttp3IT() {
        super(withAgent("okhttp3"));
    }
}
