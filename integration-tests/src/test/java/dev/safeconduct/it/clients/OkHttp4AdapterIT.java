package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

/** In {@code -Pfull}: the oldest and the newest version are always tested. */
@Tag("full")
class OkHttp4AdapterIT extends OkHttpContract {

    OkHttp4AdapterIT() {
        super(withAdapter("okhttp4"));
    }
}
