package dev.safeconduct.testkit.server;

import dev.safeconduct.testkit.FreePort;
import dev.safeconduct.testkit.MapProviderConfig;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Redis server of Debian's package {@code redis-server} on a free port of this machine, without anything on disk but what
 * an option such as {@code appendonly yes} has it write.
 */
public final class RedisServer implements AutoCloseable {

    private static final String KEYS = "safeconduct.store.redis.";
    private static final int ATTEMPTS = 200;
    private static final int TIMEOUT_MILLIS = 5_000;

    private final int port = FreePort.find();
    private final List<String> options;
    private final Path directory;
    private @Nullable Process process;

    private RedisServer(List<String> options) throws IOException {
        this.options = options;
        this.directory = Files.createTempDirectory("redis");
    }

    /**
     * Starts one that is empty, and waits until it responds.
     *
     * @param options lines of its configuration file
     */
    public static RedisServer start(String... options) throws IOException, InterruptedException {
        RedisServer server = new RedisServer(List.of(options));
        server.restart();
        return server;
    }

    /** Starts it again, after it was stopped: with nothing in it, unless it was told to keep it. */
    public void restart() throws IOException, InterruptedException {
        Path file = directory.resolve("redis.conf"); // which a sentinel writes
        Files.writeString(
                file, "port " + port + "\nbind 127.0.0.1\ndir " + directory + "\n" + String.join("\n", options));
        List<String> command = new ArrayList<>(List.of("redis-server", file.toString()));
        if (options.stream().anyMatch(option -> option.startsWith("sentinel "))) {
            command.add("--sentinel");
        } else {
            command.addAll(List.of("--save", ""));
        }
        Process started = launch(command, directory.resolve("log"));
        process = started;
        for (int attempt = 0; !responds(); attempt++) {
            if (attempt == ATTEMPTS || !started.isAlive()) {
                throw new IllegalStateException(Files.readString(directory.resolve("log")));
            }
            Thread.sleep(50);
        }
    }

    private static Process launch(List<String> command, Path log) {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new IllegalStateException("redis-server is needed: apt-get install redis-server", e);
        }
    }

    private boolean responds() {
        try {
            String response = command("PING");
            return response.equals("PONG") || response.startsWith("NOAUTH");
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Does one command as an operator, on a connection of its own.
     *
     * @param words the command and its arguments, for example {@code CONFIG SET maxmemory 1}
     * @return its result as text, also that of an error; empty for a missing one
     * @throws IOException if the server does not respond within five seconds
     */
    public String command(String... words) throws IOException {
        try (Socket socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            OutputStream out = socket.getOutputStream();
            StringBuilder request = new StringBuilder("*" + words.length + "\r\n");
            for (String word : words) {
                request.append('$').append(word.getBytes(StandardCharsets.UTF_8).length);
                request.append("\r\n").append(word).append("\r\n");
            }
            out.write(request.toString().getBytes(StandardCharsets.UTF_8));
            out.flush();
            return result(new BufferedInputStream(socket.getInputStream()));
        }
    }

    private static String result(InputStream in) throws IOException {
        String first = line(in);
        String rest = first.substring(1);
        return switch (first.charAt(0)) {
            case '+', '-', ':' -> rest;
            case '$' -> {
                int length = Integer.parseInt(rest);
                yield length < 0 ? "" : new String(in.readNBytes(length), StandardCharsets.UTF_8);
            }
            default -> throw new IOException("a result of the kind " + first.charAt(0));
        };
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("the server has closed the connection");
            }
            line.append((char) next);
        }
        if (line.length() < 2) {
            throw new IOException("an empty line");
        }
        return line.substring(0, line.length() - 1);
    }

    /** Where it listens, on 127.0.0.1. */
    public int port() {
        return port;
    }

    /** As the configuration of a store names it. */
    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** The configuration of a store on it, with more keys below {@code safeconduct.store.redis.}. */
    public MapProviderConfig config(String... more) {
        Map<String, String> values = new HashMap<>();
        values.put(KEYS + "url", url());
        for (int i = 0; i < more.length; i += 2) {
            values.put(KEYS + more[i], more[i + 1]);
        }
        return MapProviderConfig.of(values);
    }

    /** Limits its memory to less than what it uses, connections that end included: nothing can be added. */
    public void fill() throws IOException {
        String used = command("INFO", "memory")
                .lines()
                .filter(line -> line.startsWith("used_memory:"))
                .findFirst()
                .orElseThrow()
                .substring("used_memory:".length())
                .strip();
        limitMemory(Long.parseLong(used) - 100_000);
    }

    /** Limits its memory; zero takes the limit away. */
    public void limitMemory(long bytes) throws IOException {
        command("CONFIG", "SET", "maxmemory", Long.toString(bytes));
    }

    /** Stops it where it stands, or has it go on, as {@code kill -STOP} and {@code -CONT} do. */
    public void signal(String name) throws IOException {
        Signals.send(name, started());
    }

    /** Ends it as {@code kill -9} does. */
    public void stop() {
        started().destroyForcibly().onExit().join();
    }

    private Process started() {
        Process started = process;
        if (started == null) {
            throw new IllegalStateException("it was not started");
        }
        return started;
    }

    @Override
    public void close() {
        if (process != null) {
            stop();
        }
    }
}
