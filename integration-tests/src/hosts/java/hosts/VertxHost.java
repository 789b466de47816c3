package hosts;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.ProxyOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * A program that uses the HTTP client of Vert.x and knows nothing of OAuth; written for 4.0, and runs with all that follow.
 * Options of a call: {@code timeout=<millis>}; {@code authenticator}.
 */
public final class VertxHost extends NettyHost {

    private final Vertx vertx = Vertx.vertx();
    /** All is done there: elsewhere a part of a response may come before it is asked for. */
    private final Context context = vertx.getOrCreateContext();

    private final Map<String, HttpClient> clients = new HashMap<>();

    public static void main(String[] args) throws Exception {
        System.setProperty("vertx.disableDnsResolver", "true");
        new VertxHost().serve();
        System.exit(0);
    }

    @Override
    CompletableFuture<Answer> send(
            String method, String url, String body, String proxy, String option, List<String> headers) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.valueOf(method))
                .setAbsoluteURI(url)
                .setFollowRedirects(true);
        for (String header : headers) {
            int colon = header.indexOf(':');
            options.putHeader(
                    header.substring(0, colon), header.substring(colon + 1).trim());
        }
        if (option.startsWith("timeout=")) {
            options.setTimeout(Long.parseLong(option.substring("timeout=".length())));
        }
        HttpClient client = clients.computeIfAbsent(proxy, this::client);
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        context.runOnContext(there -> client.request(options)
                .compose(request -> send(request, body))
                .compose(response -> response.body().map(content -> answer(url, response, content)))
                .onComplete(done -> {
                    if (done.succeeded()) {
                        answer.complete(done.result());
                    } else {
                        answer.completeExceptionally(done.cause());
                    }
                }));
        return answer;
    }

    private static Future<HttpClientResponse> send(HttpClientRequest request, String body) {
        if (body.isEmpty()) {
            return request.send();
        }
        byte[] bytes = bytes(body);
        if (!isStreamed(body)) {
            return request.send(Buffer.buffer(bytes));
        }
        if (body.startsWith("stream:")) {
            request.putHeader("Content-Length", Integer.toString(bytes.length));
        } else {
            request.setChunked(true);
        }
        for (byte[] part : parts(bytes)) {
            request.write(Buffer.buffer(part));
        }
        request.end();
        return request.response();
    }

    private static Answer answer(String url, HttpClientResponse response, Buffer content) {
        String last = response.request().absoluteURI();
        MultiMap fields = response.headers();
        return new Answer(response.statusCode(), last == null ? url : last, headers(fields), content.getBytes());
    }

    /** Without a word about the pool, which 5 has elsewhere. The method's type is another there. */
    private HttpClient client(String proxy) {
        HttpClientOptions options = new HttpClientOptions();
        if (!proxy.isEmpty()) {
            options.setProxyOptions(new ProxyOptions()
                    .setHost(proxy(proxy).getHostString())
                    .setPort(proxy(proxy).getPort()));
        }
        try {
            return (HttpClient) Vertx.class
                    .getMethod("createHttpClient", HttpClientOptions.class)
                    .invoke(vertx, options);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
