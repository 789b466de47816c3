package dev.safeconduct.it;

class OkHttp3AdapterIT extends OkHttpContract {

    OkHttp3AdapterIT() {
        super(withAdapter("okhttp3"));
    }
}
