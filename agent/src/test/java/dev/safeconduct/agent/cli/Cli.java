package dev.safeconduct.agent.cli;

import dev.safeconduct.client.internal.config.ConfigInput;
import dev.safeconduct.testkit.FollowingBrowser;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The command line in this JVM, with a store of its own and a person who does what the test says. */
final class Cli {

    private static final Pattern ADDRESS = Pattern.compile("(?m)^  (https?://\\S+)$");

    final Map<String, String> properties = new HashMap<>();
    final Map<String, String> environment = new HashMap<>();
    final ShiftedClock clock = new ShiftedClock();
    boolean terminal;
    int columns = 80;
    InputStream in = new ByteArrayInputStream(new byte[0]);
    ClassLoader providers = Cli.class.getClassLoader();

    Cli(Path directory) {
        environment.put("HOME", directory.toString());
        properties.put("safeconduct.store.file.dir", directory.resolve("tokens").toString());
    }

    /** How a command ended. */
    record Result(int code, String out, String err) {}

    /** A command under way. */
    static final class Running {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final ByteArrayOutputStream err = new ByteArrayOutputStream();
        private CompletableFuture<Integer> code;

        String err() {
            return err.toString(StandardCharsets.UTF_8);
        }

        /** The address of the login page, once it is printed. */
        URI address() throws InterruptedException {
            long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (System.nanoTime() < deadline && !code.isDone()) {
                Matcher address = ADDRESS.matcher(err());
                if (address.find()) {
                    return URI.create(address.group(1));
                }
                Thread.sleep(10);
            }
            throw new AssertionError("no address: " + err());
        }

        /** Waits until standard error has this. */
        void awaitErr(String text) throws InterruptedException {
            long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (!err().contains(text)) {
                if (System.nanoTime() > deadline || code.isDone()) {
                    throw new AssertionError("no " + text + ": " + err());
                }
                Thread.sleep(10);
            }
        }

        Result end() {
            int ended = code.join();
            return new Result(ended, out.toString(StandardCharsets.UTF_8), err());
        }
    }

    Running start(String... args) {
        Running running = new Running();
        Surroundings around = new Surroundings(
                in,
                new PrintStream(running.out, true, StandardCharsets.UTF_8),
                new PrintStream(running.err, true, StandardCharsets.UTF_8),
                () -> terminal,
                () -> columns,
                new ConfigInput(properties, environment, null),
                clock,
                providers);
        running.code = CompletableFuture.supplyAsync(() -> Main.run(args, around));
        return running;
    }

    Result run(String... args) {
        return start(args).end();
    }

    /** Runs a command that logs in, with a person who opens the address. */
    Result runAndLogIn(String... args) throws IOException, InterruptedException {
        Running running = start(args);
        FollowingBrowser.open(running.address());
        return running.end();
    }
}
