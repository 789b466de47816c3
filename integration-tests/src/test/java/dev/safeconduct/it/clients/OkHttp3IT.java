package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

@Tag("matrix")
class OkHttp3IT extends OkHttpContract {

    OkHttp3IT() {
        super(withAgent("okhttp3"));
    }
}
