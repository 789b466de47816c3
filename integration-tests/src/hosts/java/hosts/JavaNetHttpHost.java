package hosts;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.CookieManager;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/**
 * A program that uses {@code java.net.http} and knows nothing of OAuth. Options of a call: {@code expect} for 100, or
 * {@code expect1} without HTTP/2; {@code timeout=<millis>}; and a client of its own with an {@code authenticator}, with
 * {@code cookies}, or with {@code own-tls}.
 */
public final class JavaNetHttpHost {
    private final HttpClient client = builder().build();

    public static void main(String[] args) throws Exception {
        JavaNetHttpHost host = new JavaNetHttpHost();
        Lines.serve(host::obey);
        System.exit(0);
    }

    private static HttpClient.Builder builder() {
        return HttpClient.newBuilder().followRedirects(HttpClient.Redirect.ALWAYS);
    }

    private void obey(List<String> command) throws Exception {
        switch (command.get(0)) {
            case "send" -> send(command);
            case "burst" -> burst(Integer.parseInt(command.get(1)), command.get(2), Lines.body(command));
            case "race" -> race(command.get(1), command.get(2), command.get(3));
            default -> JavaNetHttpFeatures.obey(client, command);
        }
    }

    private void send(List<String> command) throws Exception {
        String option = command.get(5);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(command.get(2))).method(command.get(1), body(command.get(3)));
        for (String header : command.subList(6, command.size())) {
            int colon = header.indexOf(':');
            request.header(
                    header.substring(0, colon), header.substring(colon + 1).trim());
        }
        request.expectContinue(option.startsWith("expect"));
        if (option.startsWith("timeout=")) {
            request.timeout(Duration.ofMillis(Long.parseLong(option.substring("timeout=".length()))));
        }
        HttpResponse<InputStream> response =
                client(command.get(4), option).send(request.build(), BodyHandlers.ofInputStream());
        Map<String, List<String>> seen = new HashMap<>(response.headers().map());
        seen.put("(before)", before(response));
        Lines.answer(response.statusCode(), response.uri().toString(), seen, response.body());
    }

    /** The responses before the last one. */
    private static List<String> before(HttpResponse<?> response) {
        List<String> before = new ArrayList<>();
        for (Optional<? extends HttpResponse<?>> one = response.previousResponse();
                one.isPresent();
                one = one.get().previousResponse()) {
            before.add(one.get().statusCode() + " " + one.get().uri());
        }
        return before;
    }

    private HttpClient client(String proxy, String option) throws Exception {
        HttpClient.Builder builder = builder();
        if (!proxy.isEmpty()) {
            int port = Integer.parseInt(proxy.substring(proxy.indexOf(':') + 1));
            return builder.proxy(ProxySelector.of(new InetSocketAddress("127.0.0.1", port)))
                    .build();
        }
        switch (option) {
            case "authenticator" -> builder.authenticator(Lines.AUTHENTICATOR);
            case "cookies" -> builder.cookieHandler(new CookieManager());
            case "expect1" -> builder.version(HttpClient.Version.HTTP_1_1);
            case "own-tls" -> {
                SSLContext tls = SSLContext.getInstance("TLS");
                tls.init(null, null, null);
                builder.sslContext(tls);
            }
            default -> {
                return client;
            }
        }
        return builder.build();
    }

    private static BodyPublisher body(String kind) {
        if (kind.isEmpty()) {
            return BodyPublishers.noBody();
        } else if (kind.startsWith("text:")) {
            return BodyPublishers.ofString(kind.substring(5));
        } else if (kind.startsWith("stream:")) {
            byte[] bytes = Lines.bytes(kind);
            return BodyPublishers.fromPublisher(
                    BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)), bytes.length);
        } else if (kind.startsWith("chunks:")) {
            return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(Lines.bytes(kind)));
        }
        return BodyPublishers.ofByteArray(Lines.bytes(kind));
    }

    private void burst(int count, String url, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .method(body.isEmpty() ? "GET" : "POST", body(body))
                .build();
        List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(client.sendAsync(request, BodyHandlers.ofString()));
        }
        List<String> statuses = new ArrayList<>();
        all.forEach(one -> statuses.add(Integer.toString(one.join().statusCode())));
        Lines.say("burst", String.join(",", statuses));
    }

    /** Two calls of one client; tells in which order they end. */
    private void race(String executor, String held, String other) {
        HttpClient.Builder builder = builder();
        switch (executor) {
            case "direct" -> builder.executor(Runnable::run);
            case "single" ->
                builder.executor(Executors.newSingleThreadExecutor(task -> {
                    Thread thread = new Thread(task);
                    thread.setDaemon(true);
                    return thread;
                }));
            default -> {}
        }
        HttpClient racing = builder.build();
        CompletableFuture<Void> both =
                CompletableFuture.allOf(ends(racing, "held", held), ends(racing, "other", other));
        // The client lives as long as somebody holds it.
        both.whenComplete((none, failure) -> racing.hashCode());
    }

    private static CompletableFuture<Void> ends(HttpClient client, String name, String url) {
        return client.sendAsync(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
                .handle((response, failure) -> {
                    Lines.say(name, failure == null ? "" + response.statusCode() : Lines.failure(failure));
                    return null;
                });
    }
}
