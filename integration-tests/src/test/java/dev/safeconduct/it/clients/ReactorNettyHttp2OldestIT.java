package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

@Tag("matrix")
class ReactorNettyHttp2OldestIT extends ReactorNettyHttp2Contract {

    ReactorNettyHttp2OldestIT() {
        super(NettyContract.withAgent("ReactorNetty", "reactor-netty-oldest"));
    }
}
