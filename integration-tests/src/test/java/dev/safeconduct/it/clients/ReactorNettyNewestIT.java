package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

/** In {@code -Pfull}: it takes a minute. */
@Tag("full")
class ReactorNettyNewestIT extends NettyContract {

    ReactorNettyNewestIT() {
        super(withAgent("ReactorNetty", "reactor-netty-newest"));
    }
}
