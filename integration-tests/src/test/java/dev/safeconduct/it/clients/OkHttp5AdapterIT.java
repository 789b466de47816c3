package dev.safeconduct.it.clients;

class OkHttp5AdapterIT extends OkHttpContract {

    OkHttp5AdapterIT() {
        super(withAdapter("okhttp5"));
    }
}
