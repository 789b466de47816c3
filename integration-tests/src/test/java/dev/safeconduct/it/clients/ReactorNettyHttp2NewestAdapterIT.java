package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

@Tag("full")
class ReactorNettyHttp2NewestAdapterIT extends ReactorNettyHttp2Contract {

    ReactorNettyHttp2NewestAdapterIT() {
        super(NettyContract.withAdapter("ReactorNetty", "reactor-netty-newest"));
    }
}
