package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

/** In {@code integration-tests/clients/run}: it takes a minute. */
@Tag("matrix")
class ReactorNettyOldestIT extends NettyContract {

    ReactorNettyOldestIT() {
        super(withAgent("ReactorNetty", "reactor-netty-oldest"));
    }

    @Override
    protected boolean follows(int status) {
        return status != 303;
    }
}
