package dev.safeconduct.client.internal;

import dev.safeconduct.client.internal.TestClient.MovableClock;
import dev.safeconduct.testkit.ForkedJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A {@link TestClient} in a JVM of its own, whose clock is ahead: it sends one request and waits for its end. */
final class ForkedClient implements AutoCloseable {

    private static final String READY = "ready";
    private static final Duration BOUND = Duration.ofSeconds(60);

    private final ForkedJvm jvm;

    private ForkedClient(ForkedJvm jvm) {
        this.jvm = jvm;
    }

    /** @param settings keys without {@code safeconduct.}, each followed by its value */
    static ForkedClient start(Path directory, Duration ahead, String url, String... settings) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(directory.toString(), ahead.toString(), url));
        arguments.addAll(List.of(settings));
        return new ForkedClient(ForkedJvm.start(Program.class, arguments.toArray(String[]::new)));
    }

    /** One that opens a page for its login, and does not wait for the person. */
    static ForkedClient thatOpensAPage(Path directory, Duration ahead, String url, String mode) throws IOException {
        return start(
                directory,
                ahead,
                url,
                "login",
                mode,
                "login.wait",
                "500ms",
                "browser",
                "command",
                "browser.command",
                ClientTest.BROWSER);
    }

    /** Waits until its request has ended; its status, and the lines of its log. */
    List<String> awaitRequest() throws InterruptedException {
        List<String> lines = new ArrayList<>();
        for (String line = jvm.awaitLine(BOUND); !line.equals(READY); line = jvm.awaitLine(BOUND)) {
            lines.add(line);
        }
        return lines;
    }

    /** Lets it end by itself. */
    void end() throws IOException, InterruptedException {
        jvm.send("end");
        int exitCode = jvm.awaitEnd(BOUND);
        if (exitCode != 0) {
            throw new IllegalStateException("exit code " + exitCode);
        }
    }

    void kill() throws InterruptedException {
        jvm.kill();
    }

    @Override
    public void close() {
        jvm.close();
    }

    static final class Program {
        private Program() {}

        public static void main(String[] args) throws Exception {
            MovableClock clock = new MovableClock();
            clock.forward(Duration.parse(args[1]));
            Map<String, String> settings = new HashMap<>(Map.of("server.api.url", args[2]));
            for (int i = 3; i < args.length; i += 2) {
                settings.put(args[i], args[i + 1]);
            }
            TestClient client = new TestClient(Path.of(args[0]), clock, settings);
            System.out.println("status " + client.get(args[2]).status());
            client.log.forEach(System.out::println);
            System.out.println(READY);
            int unused = System.in.read();
        }
    }
}
