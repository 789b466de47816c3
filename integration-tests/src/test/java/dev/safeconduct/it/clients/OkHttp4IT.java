package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

/** In {@code integration-tests/clients/run}: the oldest and the newest version are always tested. */
@Tag("matrix")
class OkHttp4IT extends OkHttpContract {

    OkHttp4IT() {
        super(withAgent("okhttp4"));
    }
}
