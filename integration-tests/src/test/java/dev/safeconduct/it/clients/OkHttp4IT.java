package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

/** In {@code -Pfull}: the oldest and the newest version are always tested. */
@Tag("full")
class OkHttp4IT extends OkHttpContract {

    OkHttp4IT() {
        super(withAgent("okhttp4"));
    }
}
