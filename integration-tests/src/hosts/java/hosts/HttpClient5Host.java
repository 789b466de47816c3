package hosts;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.auth.BasicScheme;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.CloseableHttpResponse;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.util.Timeout;

/**
 * A program that uses Apache HttpClient 5 and knows nothing of OAuth; written for 5.0, and runs with all that follow.
 * Options of a call: {@code timeout=<millis>} for the response, and ways to build a client.
 */
public final class HttpClient5Host {

    private static final int MANY = 200;

    static final Header MINE = new BasicHeader("Authorization", "Mine");

    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        return thread;
    });

    private final Map<String, CloseableHttpClient> others = new HashMap<>();
    private final Consumer<HttpClientBuilder> preparation;
    private final CloseableHttpClient client;

    HttpClient5Host(Consumer<HttpClientBuilder> preparation) {
        this.preparation = preparation;
        this.client = built(HttpClients.custom());
    }

    public static void main(String[] args) throws Exception {
        new HttpClient5Host(builder -> {}).serve();
        System.exit(0);
    }

    void serve() throws Exception {
        Lines.serve(this::obey);
    }

    private CloseableHttpClient built(HttpClientBuilder builder) {
        return built(builder, MANY);
    }

    private CloseableHttpClient built(HttpClientBuilder builder, int connections) {
        builder.setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                .setMaxConnPerRoute(connections)
                .setMaxConnTotal(connections)
                .build());
        builder.setDefaultRequestConfig(RequestConfig.custom()
                .setConnectionRequestTimeout(Timeout.ofSeconds(20))
                .build());
        builder.disableCookieManagement();
        preparation.accept(builder);
        return builder.build();
    }

    private void obey(List<String> command) throws Exception {
        switch (command.get(0)) {
            case "send" -> send(command);
            case "burst" -> burst(Integer.parseInt(command.get(1)), command.get(2), Lines.body(command));
            case "race" -> {
                ends("held", command.get(2));
                ends("other", command.get(3));
            }
            default -> throw new IllegalArgumentException(command.get(0));
        }
    }

    private void send(List<String> command) throws Exception {
        HttpUriRequestBase request = new HttpUriRequestBase(command.get(1), URI.create(command.get(2)));
        for (String header : command.subList(6, command.size())) {
            int colon = header.indexOf(':');
            request.addHeader(
                    header.substring(0, colon), header.substring(colon + 1).trim());
        }
        request.setEntity(body(command.get(3)));
        String option = command.get(5);
        if (option.startsWith("timeout=")) {
            long millis = Long.parseLong(option.substring("timeout=".length()));
            request.setConfig(RequestConfig.custom()
                    .setResponseTimeout(millis, TimeUnit.MILLISECONDS)
                    .build());
        }
        HttpClientContext context = HttpClientContext.create();
        if (option.equals("preemptive")) {
            sendUnasked(context, request.getUri());
        }
        try (CloseableHttpResponse response = with(command.get(4), option).execute(request, context)) {
            List<URI> redirects = context.getRedirectLocations() == null
                    ? List.of()
                    : context.getRedirectLocations().getAll();
            HttpEntity body = response.getEntity();
            Lines.answer(
                    response.getCode(),
                    redirects.isEmpty()
                            ? command.get(2)
                            : redirects.get(redirects.size() - 1).toString(),
                    headers(response.getHeaders()),
                    body == null ? null : body.getContent());
        }
    }

    static Map<String, List<String>> headers(Header[] all) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (Header header : all) {
            headers.computeIfAbsent(header.getName(), missing -> new ArrayList<>())
                    .add(header.getValue());
        }
        return headers;
    }

    private CloseableHttpClient with(String proxy, String option) {
        return option.startsWith("timeout=") || proxy.isEmpty() && option.isEmpty()
                ? client
                : others.computeIfAbsent(proxy + " " + option, missing -> other(proxy, option));
    }

    private CloseableHttpClient other(String proxy, String option) {
        if (option.equals("minimal")) {
            return HttpClients.createMinimal();
        }
        HttpClientBuilder other = HttpClients.custom();
        if (!proxy.isEmpty()) {
            other.setProxy(new HttpHost("127.0.0.1", Integer.parseInt(proxy.substring(proxy.indexOf(':') + 1))));
        }
        switch (option) {
            case "authenticator" -> other.setDefaultCredentialsProvider(credentials());
            case "first-interceptor" ->
                other.addRequestInterceptorFirst((request, body, context) -> request.setHeader(MINE));
            case "last-interceptor" ->
                other.addRequestInterceptorLast((request, body, context) -> request.setHeader(MINE));
            case "default-header" -> other.setDefaultHeaders(List.of(MINE));
            case "often" -> {
                for (int i = 0; i < 20; i++) {
                    built(other);
                }
            }
            default -> {}
        }
        return built(other, option.equals("one-connection") ? 1 : MANY);
    }

    static BasicCredentialsProvider credentials() {
        BasicCredentialsProvider credentials = new BasicCredentialsProvider();
        credentials.setCredentials(
                new AuthScope(null, -1), new UsernamePasswordCredentials("someone", "secret".toCharArray()));
        return credentials;
    }

    static void sendUnasked(HttpClientContext context, URI url) {
        BasicScheme scheme = new BasicScheme();
        scheme.initPreemptive(new UsernamePasswordCredentials("someone", "secret".toCharArray()));
        context.resetAuthExchange(new HttpHost(url.getScheme(), url.getHost(), url.getPort()), scheme);
    }

    private static HttpEntity body(String body) {
        if (body.isEmpty()) {
            return null;
        }
        if (body.startsWith("text:")) {
            return new StringEntity(body.substring("text:".length()), ContentType.TEXT_PLAIN);
        }
        byte[] bytes = Lines.bytes(body);
        if (body.startsWith("bytes:")) {
            return new ByteArrayEntity(bytes, ContentType.APPLICATION_OCTET_STREAM);
        }
        long length = body.startsWith("stream:") ? bytes.length : -1;
        return new InputStreamEntity(new ByteArrayInputStream(bytes), length, ContentType.APPLICATION_OCTET_STREAM);
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
        return CompletableFuture.supplyAsync(
                () -> {
                    HttpUriRequestBase request =
                            new HttpUriRequestBase(body.isEmpty() ? "GET" : "POST", URI.create(url));
                    request.setEntity(body(body));
                    try (CloseableHttpResponse response = client.execute(request)) {
                        Lines.drain(response.getEntity().getContent());
                        return Integer.toString(response.getCode());
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                threads);
    }
}
