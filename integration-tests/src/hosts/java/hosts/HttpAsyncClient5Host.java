package hosts;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleResponseConsumer;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.H2AsyncClientBuilder;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.nio.entity.BasicAsyncEntityProducer;
import org.apache.hc.core5.http.nio.support.BasicRequestProducer;
import org.apache.hc.core5.util.Timeout;
import org.apache.hc.core5.util.VersionInfo;

/**
 * A program that uses Apache HttpClient 5's asynchronous clients and knows nothing of OAuth; written for 5.0, and runs
 * with all that follow. Options of a call: {@code timeout=<millis>} for the response, and ways to build a client.
 */
public final class HttpAsyncClient5Host {

    private static final int MANY = 200;
    private static final int CONNECTION_SECONDS = 20;

    private static final int LONGEST_SECONDS = 20;

    /** Version 5.0 never ends requests with a body that are redirected by 307 or 308. */
    private static final int LONGEST_SECONDS_OF_BODIES = isVersion50() ? 2 : LONGEST_SECONDS;

    private final Map<String, CloseableHttpAsyncClient> others = new HashMap<>();
    private final List<CompletableFuture<String>> started = new ArrayList<>();
    private final Consumer<HttpAsyncClientBuilder> preparation;
    private final Consumer<H2AsyncClientBuilder> http2Preparation;
    private final CloseableHttpAsyncClient client;

    HttpAsyncClient5Host(
            Consumer<HttpAsyncClientBuilder> preparation, Consumer<H2AsyncClientBuilder> http2Preparation) {
        this.preparation = preparation;
        this.http2Preparation = http2Preparation;
        this.client = built(HttpAsyncClients.custom(), MANY);
    }

    public static void main(String[] args) throws Exception {
        new HttpAsyncClient5Host(builder -> {}, builder -> {}).serve();
        System.exit(0);
    }

    void serve() throws Exception {
        Lines.serve(this::obey);
    }

    private CloseableHttpAsyncClient built(HttpAsyncClientBuilder builder, int connections) {
        builder.setConnectionManager(PoolingAsyncClientConnectionManagerBuilder.create()
                .setMaxConnPerRoute(connections)
                .setMaxConnTotal(connections)
                .build());
        builder.setDefaultRequestConfig(RequestConfig.custom()
                .setConnectionRequestTimeout(Timeout.ofSeconds(CONNECTION_SECONDS))
                .build());
        builder.disableCookieManagement();
        preparation.accept(builder);
        return started(builder.build());
    }

    private CloseableHttpAsyncClient http2() {
        H2AsyncClientBuilder builder = HttpAsyncClients.customHttp2();
        http2Preparation.accept(builder);
        return started(builder.build());
    }

    private static CloseableHttpAsyncClient started(CloseableHttpAsyncClient client) {
        client.start();
        return client;
    }

    private void obey(List<String> command) throws Exception {
        switch (command.get(0)) {
            case "send" -> send(command);
            case "burst" -> burst(Integer.parseInt(command.get(1)), command);
            case "race" -> {
                ends("held", command.get(2));
                ends("other", command.get(3));
            }
            case "start" -> {
                started.add(status(with("", command.get(2)), command.get(1), ""));
                Lines.say("started");
            }
            case "ends" -> Lines.say("ends", joined(started));
            default -> throw new IllegalArgumentException(command.get(0));
        }
    }

    private void send(List<String> command) throws Exception {
        URI url = URI.create(command.get(2));
        BasicHttpRequest request = new BasicHttpRequest(command.get(1), url);
        for (String header : command.subList(6, command.size())) {
            int colon = header.indexOf(':');
            request.addHeader(
                    header.substring(0, colon), header.substring(colon + 1).trim());
        }
        String option = command.get(5);
        HttpClientContext context = HttpClientContext.create();
        if (option.startsWith("timeout=")) {
            long millis = Long.parseLong(option.substring("timeout=".length()));
            context.setRequestConfig(RequestConfig.custom()
                    .setResponseTimeout(millis, TimeUnit.MILLISECONDS)
                    .build());
        }
        if (option.equals("expect")) {
            context.setRequestConfig(
                    RequestConfig.custom().setExpectContinueEnabled(true).build());
        }
        if (option.equals("preemptive")) {
            HttpClient5Host.sendUnasked(context, url);
        }
        SimpleHttpResponse response = get(
                with(command.get(4), option)
                        .execute(
                                new BasicRequestProducer(request, body(command.get(3))),
                                SimpleResponseConsumer.create(),
                                context,
                                null),
                command.get(3).isEmpty() ? LONGEST_SECONDS : LONGEST_SECONDS_OF_BODIES);
        List<URI> redirects = context.getRedirectLocations() == null
                ? List.of()
                : context.getRedirectLocations().getAll();
        byte[] body = response.getBodyBytes();
        Lines.answer(
                response.getCode(),
                redirects.isEmpty()
                        ? command.get(2)
                        : redirects.get(redirects.size() - 1).toString(),
                HttpClient5Host.headers(response.getHeaders()),
                body == null ? null : new ByteArrayInputStream(body));
    }

    private static boolean isVersion50() {
        return VersionInfo.loadVersionInfo("org.apache.hc.client5", HttpAsyncClients.class.getClassLoader())
                .getRelease()
                .equals("5.0");
    }

    private static <T> T get(Future<T> future, int seconds) throws Exception {
        try {
            return future.get(seconds, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } catch (TimeoutException e) {
            throw new IllegalStateException("no end", e.getCause());
        }
    }

    private CloseableHttpAsyncClient with(String proxy, String option) {
        return proxy.isEmpty() && (option.isEmpty() || option.startsWith("timeout=") || option.equals("expect"))
                ? client
                : others.computeIfAbsent(proxy + " " + option, missing -> other(proxy, option));
    }

    private CloseableHttpAsyncClient other(String proxy, String option) {
        if (option.equals("minimal")) {
            return started(HttpAsyncClients.createMinimal());
        }
        if (option.equals("http2")) {
            return http2();
        }
        HttpAsyncClientBuilder other = HttpAsyncClients.custom();
        if (!proxy.isEmpty()) {
            other.setProxy(new HttpHost("127.0.0.1", Integer.parseInt(proxy.substring(proxy.indexOf(':') + 1))));
        }
        switch (option) {
            case "authenticator" -> other.setDefaultCredentialsProvider(HttpClient5Host.credentials());
            case "first-interceptor" ->
                other.addRequestInterceptorFirst((request, body, context) -> request.setHeader(HttpClient5Host.MINE));
            case "last-interceptor" ->
                other.addRequestInterceptorLast((request, body, context) -> request.setHeader(HttpClient5Host.MINE));
            case "default-header" -> other.setDefaultHeaders(List.of(HttpClient5Host.MINE));
            case "often" -> {
                for (int i = 0; i < 20; i++) {
                    built(other, MANY);
                }
            }
            default -> {}
        }
        return built(other, option.equals("one-connection") ? 1 : MANY);
    }

    private static AsyncEntityProducer body(String body) {
        if (body.isEmpty()) {
            return null;
        }
        if (body.startsWith("text:")) {
            return new BasicAsyncEntityProducer(body.substring("text:".length()), ContentType.TEXT_PLAIN);
        }
        byte[] bytes = Lines.bytes(body);
        return body.startsWith("bytes:")
                ? new BasicAsyncEntityProducer(bytes, ContentType.APPLICATION_OCTET_STREAM)
                : new OneShot(bytes, body.startsWith("stream:"));
    }

    /** Can be sent once. */
    private static final class OneShot extends BasicAsyncEntityProducer {

        private final boolean isLengthKnown;

        OneShot(byte[] bytes, boolean isLengthKnown) {
            super(bytes, ContentType.APPLICATION_OCTET_STREAM, !isLengthKnown);
            this.isLengthKnown = isLengthKnown;
        }

        @Override
        public boolean isRepeatable() {
            return false;
        }

        @Override
        public long getContentLength() {
            return isLengthKnown ? super.getContentLength() : -1;
        }

        @Override
        public void releaseResources() {
            // does not begin once more
        }
    }

    private void burst(int count, List<String> command) {
        String body = Lines.body(command);
        CloseableHttpAsyncClient sending = with("", command.size() > 3 && body.isEmpty() ? command.get(3) : "");
        Lines.say(
                "burst",
                joined(Stream.generate(() -> status(sending, command.get(2), body))
                        .limit(count)
                        .toList()));
    }

    private static String joined(List<CompletableFuture<String>> statuses) {
        return statuses.stream().map(CompletableFuture::join).collect(Collectors.joining(","));
    }

    private void ends(String name, String url) {
        status(client, url, "")
                .whenComplete((status, failure) -> Lines.say(name, failure == null ? status : Lines.failure(failure)));
    }

    /** Nothing waits in it. */
    private static CompletableFuture<String> status(CloseableHttpAsyncClient sending, String url, String body) {
        CompletableFuture<String> status = new CompletableFuture<>();
        sending.execute(
                new BasicRequestProducer(
                        new BasicHttpRequest(body.isEmpty() ? "GET" : "POST", URI.create(url)), body(body)),
                SimpleResponseConsumer.create(),
                new FutureCallback<SimpleHttpResponse>() {
                    @Override
                    public void completed(SimpleHttpResponse response) {
                        status.complete(Integer.toString(response.getCode()));
                    }

                    @Override
                    public void failed(Exception cause) {
                        status.completeExceptionally(cause);
                    }

                    @Override
                    public void cancelled() {
                        status.cancel(false);
                    }
                });
        return status;
    }
}
