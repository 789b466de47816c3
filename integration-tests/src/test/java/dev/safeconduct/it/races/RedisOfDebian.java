package dev.safeconduct.it.races;

import dev.safeconduct.it.servers.UserHome;
import dev.safeconduct.it.store.NetworkStores;
import dev.safeconduct.testkit.server.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A Redis server, which the agent reaches by the extension jar. */
final class RedisOfDebian implements SharedStore {
    private final RedisServer server;

    RedisOfDebian() throws Exception {
        server = RedisServer.start();
    }

    @Override
    public void configure(UserHome home) {
        home.setInFile(NetworkStores.redis(server));
    }

    @Override
    public boolean holds(String text) {
        try {
            return NetworkStores.holds(server, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean leasesEnd() {
        return true;
    }

    @Override
    public void close() {
        server.close();
    }
}
