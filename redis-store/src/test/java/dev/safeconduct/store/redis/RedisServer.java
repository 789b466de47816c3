package dev.safeconduct.store.redis;

import dev.safeconduct.testkit.FreePort;
import dev.safeconduct.testkit.MapProviderConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.Jedis;

/** A Redis server of the test's own on a free port of this machine, without anything on disk. */
final class RedisServer implements AutoCloseable {

    private static final int ATTEMPTS = 200;

    private final int port = FreePort.find();
    private final List<String> options;
    private Process process;

    private RedisServer(List<String> options) {
        this.options = options;
    }

    /** @param options lines of its configuration file */
    static RedisServer start(String... options) throws Exception {
        RedisServer server = new RedisServer(List.of(options));
        server.restart();
        return server;
    }

    /** Starts it again, after it was stopped: with nothing in it. */
    void restart() throws Exception {
        Path directory = Files.createTempDirectory("redis");
        Path file = directory.resolve("redis.conf"); // which a sentinel writes
        Files.writeString(
                file, "port " + port + "\nbind 127.0.0.1\ndir " + directory + "\n" + String.join("\n", options));
        List<String> command = new ArrayList<>(List.of("redis-server", file.toString()));
        if (options.stream().anyMatch(option -> option.startsWith("sentinel "))) {
            command.add("--sentinel");
        } else {
            command.addAll(List.of("--save", ""));
        }
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("log").toFile())
                    .start();
        } catch (IOException e) {
            throw new IllegalStateException("redis-server is needed: apt-get install redis-server", e);
        }
        for (int attempt = 0; !answers(); attempt++) {
            if (attempt == ATTEMPTS || !process.isAlive()) {
                throw new IllegalStateException(Files.readString(directory.resolve("log")));
            }
            Thread.sleep(50);
        }
    }

    private boolean answers() {
        try (Jedis jedis = new Jedis("127.0.0.1", port)) {
            jedis.ping();
            return true;
        } catch (RuntimeException e) {
            return String.valueOf(e.getMessage()).startsWith("NOAUTH");
        }
    }

    int port() {
        return port;
    }

    String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** Speaks to it as an operator does. */
    Jedis operator() {
        return new Jedis("127.0.0.1", port);
    }

    /** The configuration of a store on it, with more keys below {@code safeconduct.store.redis.}. */
    MapProviderConfig config(String... more) {
        Map<String, String> values = new HashMap<>();
        values.put(RedisSettings.KEYS + "url", url());
        for (int i = 0; i < more.length; i += 2) {
            values.put(RedisSettings.KEYS + more[i], more[i + 1]);
        }
        return MapProviderConfig.of(values);
    }

    /** Stops it where it stands, or has it go on, as {@code kill -STOP} and {@code -CONT} do. */
    void signal(String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** Ends it as {@code kill -9} does. */
    void stop() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        stop();
    }
}
