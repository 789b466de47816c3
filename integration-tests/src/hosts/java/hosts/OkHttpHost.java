package hosts;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import okhttp3.Authenticator;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Credentials;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.BufferedSink;

/**
 * A program that uses OkHttp and knows nothing of OAuth; written for 3.12, and runs with all up to 5. Options of a call:
 * {@code authenticator}; {@code timeout=<millis>} for reading.
 */
public final class OkHttpHost {

    private static final MediaType TEXT = MediaType.parse("text/plain");

    /** Knows a name and password for every server, and gives them once. */
    private static final Authenticator AUTHENTICATOR =
            (route, response) -> response.request().header("Authorization") != null
                    ? null
                    : response.request()
                            .newBuilder()
                            .header("Authorization", Credentials.basic("someone", "secret"))
                            .build();

    private final OkHttpClient client;

    private final Consumer<OkHttpClient.Builder> preparation;

    OkHttpHost(Consumer<OkHttpClient.Builder> preparation) {
        this.preparation = preparation;
        client = built(new OkHttpClient.Builder());
        client.dispatcher().setMaxRequestsPerHost(64);
    }

    public static void main(String[] args) throws Exception {
        new OkHttpHost(builder -> {}).serve();
        System.exit(0);
    }

    void serve() throws Exception {
        Lines.serve(this::obey);
    }

    private OkHttpClient built(OkHttpClient.Builder builder) {
        preparation.accept(builder);
        return builder.build();
    }

    private void obey(List<String> command) throws Exception {
        switch (command.get(0)) {
            case "send" -> {
                try {
                    send(command);
                } catch (AssertionError e) {
                    Lines.say("failure", Lines.failure(e)); // OkHttp 3, of an address that it cannot read
                }
            }
            case "burst" -> burst(Integer.parseInt(command.get(1)), command.get(2), Lines.body(command));
            case "websocket" -> webSocket(command);
            case "race" -> {
                ends("held", command.get(2));
                ends("other", command.get(3));
            }
            default -> throw new IllegalArgumentException(command.get(0));
        }
    }

    private void send(List<String> command) throws Exception {
        Request.Builder request = new Request.Builder().url(command.get(2));
        addHeaders(request, command);
        request.method(command.get(1), body(command.get(1), command.get(3)));
        Call call = with(command.get(4), command.get(5)).newCall(request.build());
        try (Response response = call.execute()) {
            InputStream body = response.body().byteStream();
            Lines.answer(
                    response.code(),
                    response.request().url().toString(),
                    response.headers().toMultimap(),
                    body);
        }
    }

    /** Opens one, by the words of a call, and tells the first text, or why there is none. */
    private void webSocket(List<String> command) {
        Request.Builder request = new Request.Builder().url(command.get(2));
        addHeaders(request, command);
        with(command.get(4), command.get(5)).newWebSocket(request.build(), new WebSocketListener() {
            @Override
            public void onMessage(WebSocket socket, String text) {
                Lines.say("websocket", text);
            }

            @Override
            public void onFailure(WebSocket socket, Throwable failure, Response response) {
                Lines.say("websocket", (response == null ? "" : response.code() + " ") + Lines.failure(failure));
            }
        });
    }

    private static void addHeaders(Request.Builder request, List<String> command) {
        for (String header : command.subList(6, command.size())) {
            int colon = header.indexOf(':');
            request.addHeader(
                    header.substring(0, colon), header.substring(colon + 1).trim());
        }
    }

    private OkHttpClient with(String proxy, String option) {
        if (proxy.isEmpty() && option.isEmpty()) {
            return client;
        }
        OkHttpClient.Builder other = client.newBuilder();
        if (!proxy.isEmpty()) {
            int port = Integer.parseInt(proxy.substring(proxy.indexOf(':') + 1));
            other.proxy(new Proxy(Proxy.Type.HTTP, new InetSocketAddress("127.0.0.1", port)));
        }
        if (option.equals("authenticator")) {
            other.authenticator(AUTHENTICATOR);
        }
        if (option.startsWith("timeout=")) {
            other.readTimeout(Integer.parseInt(option.substring("timeout=".length())), TimeUnit.MILLISECONDS);
        }
        return built(other);
    }

    private static RequestBody body(String method, String body) {
        if (body.isEmpty()) {
            return List.of("POST", "PUT", "PATCH").contains(method) ? RequestBody.create(null, new byte[0]) : null;
        }
        if (body.startsWith("text:")) {
            return RequestBody.create(TEXT, body.substring("text:".length()));
        }
        byte[] bytes = Lines.bytes(body);
        return body.startsWith("bytes:") ? RequestBody.create(null, bytes) : oneShot(bytes, body.startsWith("stream:"));
    }

    private static RequestBody oneShot(byte[] bytes, boolean tellsLength) {
        return new RequestBody() {
            @Override
            public MediaType contentType() {
                return TEXT;
            }

            @Override
            public long contentLength() {
                return tellsLength ? bytes.length : -1;
            }

            @Override
            public void writeTo(BufferedSink sink) throws IOException {
                sink.write(bytes);
            }

            /** Overrides, from 3.14 on. */
            public boolean isOneShot() {
                return true;
            }
        };
    }

    private void burst(int count, String url, String body) {
        List<CompletableFuture<String>> all =
                Stream.generate(() -> status(url, body)).limit(count).toList();
        Lines.say("burst", all.stream().map(CompletableFuture::join).collect(Collectors.joining(",")));
    }

    private void ends(String name, String url) {
        status(url, "")
                .whenComplete((status, failure) -> Lines.say(name, failure == null ? status : Lines.failure(failure)));
    }

    private CompletableFuture<String> status(String url, String body) {
        CompletableFuture<String> status = new CompletableFuture<>();
        Request.Builder request = new Request.Builder().url(url);
        if (!body.isEmpty()) {
            request.post(body("POST", body));
        }
        client.newCall(request.build()).enqueue(new Callback() {
            @Override
            public void onFailure(Call call, IOException e) {
                status.completeExceptionally(e);
            }

            @Override
            public void onResponse(Call call, Response response) throws IOException {
                try (response) {
                    Lines.drain(response.body().byteStream());
                }
                status.complete(Integer.toString(response.code()));
            }
        });
        return status;
    }
}
