package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

/** In {@code integration-tests/clients/run}: the same is always tested with the agent. */
@Tag("matrix")
class ReactorNettyOldestAdapterIT extends NettyContract {

    ReactorNettyOldestAdapterIT() {
        super(withAdapter("ReactorNetty", "reactor-netty-oldest"));
    }

    @Override
    protected boolean follows(int status) {
        return status != 303;
    }
}
