package dev.safeconduct.it.hosts;

import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.it.TemporaryFolders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The running application of {@code spring-boot-host}, in its executable jar. */
final class SpringBootHost implements AutoCloseable {
    private static final String READY = "Ready on port ";

    private final HttpClient client = HttpClient.newHttpClient();
    private final HostJvm jvm;
    private final String origin;
    private final List<String> started;
    private final List<String> logged;

    private SpringBootHost(HostJvm jvm, Path log) {
        this.jvm = jvm;
        started = linesUntilReady(jvm);
        String ready = started.get(started.size() - 1);
        origin = "http://127.0.0.1:" + ready.substring(ready.indexOf(READY) + READY.length());
        try {
            logged = Files.readAllLines(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A program that is yet to be started, which calls these when it starts. */
    static HostProgram program(Jdk jdk, String... calledAtStart) {
        Path jar = Path.of(System.getProperty("spring-boot-host.jar"));
        return HostProgram.jar(jdk, jar, "--url=" + String.join(",", calledAtStart));
    }

    /** Starts it, and waits until it is ready. */
    static SpringBootHost start(HostProgram program) {
        Path log = TemporaryFolders.create("spring-boot").resolve("application.log");
        HostJvm jvm = program.environment("LOG", log.toString()).start();
        try {
            return new SpringBootHost(jvm, log);
        } catch (RuntimeException | Error e) {
            jvm.close();
            throw e;
        }
    }

    private static List<String> linesUntilReady(HostJvm jvm) {
        List<String> lines = new ArrayList<>();
        do {
            lines.add(String.join("\t", jvm.nextLine()));
        } while (!lines.get(lines.size() - 1).contains(READY));
        return lines;
    }

    /** What it printed until it was ready. */
    List<String> started() {
        return started;
    }

    /** What it wrote to its own log until it was ready. */
    List<String> logged() {
        return logged;
    }

    String out() {
        return jvm.out();
    }

    String err() {
        return jvm.err();
    }

    /** The URL of one of its own endpoints. */
    String url(String path) {
        return origin + path;
    }

    /** Has it call another server: status and body, as it sees them. */
    String call(String url) {
        return send(calling(url)).join().body();
    }

    /** The same, so many times at once. */
    List<String> callAtOnce(int times, String url) {
        List<CompletableFuture<HttpResponse<String>>> calls = Collections.nCopies(times, calling(url)).stream()
                .map(this::send)
                .toList();
        return calls.stream().map(call -> call.join().body()).toList();
    }

    private HttpRequest calling(String url) {
        return HttpRequest.newBuilder(URI.create(url("/call?url=" + URLEncoder.encode(url, StandardCharsets.UTF_8))))
                .build();
    }

    /** Which of these classes it can see, each with the place it comes from. */
    List<String> visible(List<String> classes) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url("/classes")))
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString(String.join("\n", classes)))
                .build();
        return send(request).join().body().lines().toList();
    }

    private CompletableFuture<HttpResponse<String>> send(HttpRequest request) {
        return client.sendAsync(request, BodyHandlers.ofString());
    }

    @Override
    public void close() {
        jvm.close();
    }
}
