package dev.safeconduct.it;

class OkHttp5IT extends OkHttpContract {

    OkHttp5IT() {
        super(withAgent("okhttp5"));
    }
}
