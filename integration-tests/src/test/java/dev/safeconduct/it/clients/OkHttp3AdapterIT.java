package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

@Tag("matrix")
class OkHttp3AdapterIT extends OkHttpContract {

    OkHttp3AdapterIT() {
        super(withAdapter("okhttp3"));
    }
}
