package hosts;

import java.io.ByteArrayInputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the programs of clients that do not block share. None of their threads waits but the one that reads commands. */
abstract class NettyHost {

    private static final int PART = 10_000;

    /** Vert.x never ends some requests that it cannot send. */
    private static final int MOST_SECONDS = 5;

    private final List<CompletableFuture<String>> started = new ArrayList<>();

    /** A response as the client gives it. */
    record Answer(int status, String url, Map<String, List<String>> headers, byte[] body) {
        boolean asksForBasic() {
            return status == 401
                    && headers.entrySet().stream()
                            .anyMatch(field -> field.getKey().equalsIgnoreCase("WWW-Authenticate")
                                    && field.getValue().stream().anyMatch(value -> value.startsWith("Basic")));
        }
    }

    int mostSeconds() {
        return MOST_SECONDS;
    }

    abstract CompletableFuture<Answer> send(
            String method, String url, String body, String proxy, String option, List<String> headers);

    void serve() throws Exception {
        Lines.serve(this::obey);
    }

    private void obey(List<String> command) throws Exception {
        switch (command.get(0)) {
            case "send" -> send(command);
            case "burst" -> burst(Integer.parseInt(command.get(1)), command.get(2), option(command));
            case "start" -> {
                started.add(status(command.get(1), option(command)));
                Lines.say("started");
            }
            case "ends" -> {
                Lines.say("ends", started.stream().map(CompletableFuture::join).collect(Collectors.joining(",")));
                started.clear();
            }
            case "race" -> {
                String option = command.get(1).equals("default") ? "" : command.get(1);
                ends("held", command.get(2), option);
                ends("other", command.get(3), option);
            }
            default -> obeyOther(command);
        }
    }

    /** What only one of them can do. */
    void obeyOther(List<String> command) throws Exception {
        throw new IllegalArgumentException(command.get(0));
    }

    private void send(List<String> command) throws Exception {
        Answer answer = answer(command, command.subList(6, command.size()));
        if (command.get(5).equals("authenticator") && answer.asksForBasic()) {
            List<String> headers = new ArrayList<>(command.subList(6, command.size()));
            headers.add("Authorization: Basic "
                    + Base64.getEncoder().encodeToString("someone:secret".getBytes(StandardCharsets.UTF_8)));
            answer = answer(command, headers);
        }
        Lines.answer(
                answer.status(),
                answer.url().replaceAll("\\s", " "),
                answer.headers(),
                new ByteArrayInputStream(answer.body()));
    }

    private Answer answer(List<String> command, List<String> headers) throws Exception {
        try {
            return send(command.get(1), command.get(2), command.get(3), command.get(4), command.get(5), headers)
                    .get(mostSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(stable(e.getCause()));
        }
    }

    /** Without what is another each time: ports of ours and names of channels. */
    private static String stable(Throwable failure) {
        return Lines.failure(failure)
                .replaceAll("id: 0x[0-9a-f]+", "id")
                .replaceAll("L:/[0-9.:]+", "L")
                .replaceAll("Unable to resolve host (\\S+) in hosts file \\S+", "$1")
                .replaceAll("@[0-9a-f]{5,}", "@");
    }

    /** The last of "burst" and "start", for a GET, or the body of a POST; empty if it is not there. */
    private static String option(List<String> command) {
        int at = command.get(0).equals("burst") ? 3 : 2;
        return command.size() > at ? command.get(at) : "";
    }

    private void burst(int count, String url, String option) {
        List<CompletableFuture<String>> all =
                Stream.generate(() -> status(url, option)).limit(count).toList();
        Lines.say("burst", all.stream().map(CompletableFuture::join).collect(Collectors.joining(",")));
    }

    private void ends(String name, String url, String option) {
        status(url, option)
                .whenComplete((status, failure) -> Lines.say(name, failure == null ? status : Lines.failure(failure)));
    }

    private CompletableFuture<String> status(String url, String option) {
        boolean isPost = option.startsWith("text:") || isStreamed(option);
        return send(isPost ? "POST" : "GET", url, isPost ? option : "", "", isPost ? "" : option, List.of())
                .thenApply(answer -> Integer.toString(answer.status()))
                .exceptionally(failure -> {
                    throw new CompletionException(failure);
                });
    }

    static byte[] bytes(String body) {
        return body.startsWith("text:")
                ? body.substring("text:".length()).getBytes(StandardCharsets.UTF_8)
                : Lines.bytes(body);
    }

    /** Whether it goes out in parts, of which the client does not know that it could have them again. */
    static boolean isStreamed(String body) {
        return body.startsWith("stream:") || body.startsWith("chunks:");
    }

    static List<byte[]> parts(byte[] bytes) {
        List<byte[]> parts = new ArrayList<>();
        for (int i = 0; i < bytes.length; i += PART) {
            parts.add(Arrays.copyOfRange(bytes, i, Math.min(bytes.length, i + PART)));
        }
        return parts;
    }

    static Map<String, List<String>> headers(Iterable<Map.Entry<String, String>> all) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (Map.Entry<String, String> field : all) {
            headers.computeIfAbsent(field.getKey(), missing -> new ArrayList<>())
                    .add(field.getValue());
        }
        return headers;
    }

    /** Of {@code http://host:port}. */
    static InetSocketAddress proxy(String url) {
        return new InetSocketAddress("127.0.0.1", Integer.parseInt(url.substring(url.lastIndexOf(':') + 1)));
    }
}
