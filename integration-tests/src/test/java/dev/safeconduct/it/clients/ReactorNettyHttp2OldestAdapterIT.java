package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

@Tag("matrix")
class ReactorNettyHttp2OldestAdapterIT extends ReactorNettyHttp2Contract {

    ReactorNettyHttp2OldestAdapterIT() {
        super(NettyContract.withAdapter("ReactorNetty", "reactor-netty-oldest"));
    }
}
