package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

/** In {@code integration-tests/clients/run}: what Vert.x never ends takes minutes. */
@Tag("matrix")
class VertxOldestIT extends VertxContract {

    VertxOldestIT() {
        super("vertx-oldest");
    }
}
