package dev.safeconduct.it.clients;

class OkHttp3AdapterIT extends OkHttpContract {

    OkHttp3AdapterIT() {
        super(withAdapter("okhttp3"));
    }
}
