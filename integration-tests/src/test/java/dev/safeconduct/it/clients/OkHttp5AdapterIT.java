package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

@Tag("full")
class OkHttp5AdapterIT extends OkHttpContract {

    OkHttp5AdapterIT() {
        super(withAdapter("okhttp5"));
    }
}
