package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

/** In {@code -Pfull}: it takes a minute. */
@Tag("full")
class VertxOldestIT extends NettyContract {

    VertxOldestIT() {
        super(withAgent("Vertx", "vertx-oldest"));
    }

    @Override
    protected boolean tellsWhereRequestsBegin() {
        return false;
    }

    @Override
    protected boolean tellsUserInfo() {
        return false;
    }

    @Override
    protected boolean handsBackAtTimeout() {
        return false;
    }
}
