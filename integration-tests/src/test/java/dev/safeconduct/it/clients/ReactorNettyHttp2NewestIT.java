package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

@Tag("full")
class ReactorNettyHttp2NewestIT extends ReactorNettyHttp2Contract {

    ReactorNettyHttp2NewestIT() {
        super(NettyContract.withAgent("ReactorNetty", "reactor-netty-newest"));
    }
}
