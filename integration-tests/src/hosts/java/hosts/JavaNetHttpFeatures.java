package hosts;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** What {@code java.net.http} has and most other clients have not. */
final class JavaNetHttpFeatures {
    private static List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();

    private JavaNetHttpFeatures() {}

    static void obey(HttpClient client, List<String> command) throws Exception {
        switch (command.get(0)) {
            case "websocket" -> webSocket(client, command.get(1));
            case "push" -> push(client, command.get(1));
            case "start" -> start(client, Integer.parseInt(command.get(1)), command.get(2));
            case "ends" -> ends();
            case "cancel" -> cancel();
            case "close" -> close(command.get(1));
            default -> throw new IllegalArgumentException(command.get(0));
        }
    }

    /** Opens one and tells the first text, or why there is none. */
    private static void webSocket(HttpClient client, String url) {
        CompletableFuture<String> text = new CompletableFuture<>();
        WebSocket.Listener listener = new WebSocket.Listener() {
            @Override
            public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
                text.complete(data.toString());
                return null;
            }

            @Override
            public void onError(WebSocket socket, Throwable error) {
                text.completeExceptionally(error);
            }
        };
        client.newWebSocketBuilder()
                .buildAsync(URI.create(url), listener)
                .thenCompose(socket -> text)
                .whenComplete((said, failure) ->
                        Lines.say("websocket", failure == null ? said : Lines.failure(unwrapped(failure))));
    }

    private static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** Tells the answer, and what the server pushed along with it. */
    private static void push(HttpClient client, String url) {
        ConcurrentMap<HttpRequest, CompletableFuture<HttpResponse<String>>> pushed = new ConcurrentHashMap<>();
        HttpResponse<String> response = client.sendAsync(
                        HttpRequest.newBuilder(URI.create(url)).build(),
                        BodyHandlers.ofString(),
                        HttpResponse.PushPromiseHandler.of(request -> BodyHandlers.ofString(), pushed))
                .join();
        List<String> words = new ArrayList<>(List.of("push", response.statusCode() + " " + response.body()));
        pushed.values()
                .forEach(one ->
                        words.add(one.join().statusCode() + " " + one.join().body()));
        Lines.say(words.toArray(String[]::new));
    }

    /** So many calls, which are not waited for. */
    private static void start(HttpClient client, int count, String url) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
        for (int i = 0; i < count; i++) {
            calls.add(client.sendAsync(request, BodyHandlers.ofString()));
        }
        Lines.say("started");
    }

    /** Waits for these calls and tells what became of each. */
    private static void ends() {
        List<String> ends = new ArrayList<>();
        for (CompletableFuture<HttpResponse<String>> call : calls) {
            ends.add(call.handle((response, failure) -> failure == null
                            ? Integer.toString(response.statusCode())
                            : Lines.failure(unwrapped(failure)))
                    .join());
        }
        calls.clear();
        Lines.say("ends", String.join(",", ends));
    }

    /** Cancels them and forgets them. */
    private static void cancel() {
        calls.forEach(one -> one.cancel(true));
        calls = new ArrayList<>();
        Lines.say("cancelled");
    }

    /** A call under way when its client is closed, where that can be done. */
    private static void close(String url) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        client.sendAsync(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
                .whenComplete((response, failure) ->
                        Lines.say("answer", failure == null ? "" + response.statusCode() : Lines.failure(failure)));
        Lines.say("closing");
        if (client instanceof AutoCloseable closeable) {
            closeable.close();
        }
        Lines.say("closed");
    }
}
