package dev.safeconduct.it;

import org.junit.jupiter.api.Tag;

@Tag("full")
class OkHttp4IT extends OkHttpContract {

    @Override
    String libraries() {
        return "okhttp4";
    }
}
