package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

/** In {@code -Pfull}: what Vert.x never ends takes a minute. */
@Tag("full")
class VertxNewestIT extends VertxContract {

    VertxNewestIT() {
        super("vertx-newest");
    }
}
