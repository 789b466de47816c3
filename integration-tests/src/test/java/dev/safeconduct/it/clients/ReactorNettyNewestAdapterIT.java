package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

/** In {@code -Pfull}: the same is always tested with the agent. */
@Tag("full")
class ReactorNettyNewestAdapterIT extends NettyContract {

    ReactorNettyNewestAdapterIT() {
        super(withAdapter("ReactorNetty", "reactor-netty-newest"));
    }
}
