package dev.safeconduct.it;

class OkHttp5AdapterIT extends OkHttpContract {

    OkHttp5AdapterIT() {
        super(withAdapter("okhttp5"));
    }
}
