package dev.safeconduct.it.races;

import dev.safeconduct.it.servers.UserHome;
import dev.safeconduct.testkit.server.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** A Redis server, which the agent reaches by the extension jar. */
final class RedisOfDebian implements SharedStore {
    private static final String COUNT =
            """
            local found = 0
            for _, key in ipairs(redis.call('KEYS', '*:e:*')) do
              if string.find(redis.call('HGET', key, 'b'), ARGV[1], 1, true) then found = found + 1 end
            end
            return found
            """;

    private final RedisServer server;

    RedisOfDebian() throws Exception {
        server = RedisServer.start();
    }

    @Override
    public void configure(UserHome home) {
        home.setInFile(Map.of(
                "safeconduct.agent.extensions", System.getProperty("redis-store.jar"),
                "safeconduct.store", "redis",
                "safeconduct.store.redis.url", server.url()));
    }

    @Override
    public boolean holds(String text) {
        try {
            return Integer.parseInt(server.command("EVAL", COUNT, "0", text)) > 0;
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
