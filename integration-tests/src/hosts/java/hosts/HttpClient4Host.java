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
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.http.Header;
import org.apache.http.HttpEntity;
import org.apache.http.HttpHost;
import org.apache.http.HttpRequestInterceptor;
import org.apache.http.auth.AuthScope;
import org.apache.http.auth.UsernamePasswordCredentials;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpEntityEnclosingRequestBase;
import org.apache.http.client.protocol.HttpClientContext;
import org.apache.http.entity.ByteArrayEntity;
import org.apache.http.entity.ContentType;
import org.apache.http.entity.InputStreamEntity;
import org.apache.http.entity.StringEntity;
import org.apache.http.impl.auth.BasicScheme;
import org.apache.http.impl.client.BasicAuthCache;
import org.apache.http.impl.client.BasicCredentialsProvider;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.DefaultRedirectStrategy;
import org.apache.http.impl.client.HttpClientBuilder;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.impl.execchain.ClientExecChain;
import org.apache.http.message.BasicHeader;

/**
 * A program that uses Apache HttpClient 4 and knows nothing of OAuth; written for 4.3, and runs with all up to 4.5.
 * Options of a call: {@code timeout=<millis>} for reading, and ways to build a client.
 */
public final class HttpClient4Host {

    private static final int MANY = 200;

    static final Header MINE = new BasicHeader("Authorization", "Mine");

    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        return thread;
    });

    private final Map<String, CloseableHttpClient> others = new HashMap<>();
    private final Supplier<HttpClientBuilder> builders;
    private final CloseableHttpClient client;

    HttpClient4Host(Supplier<HttpClientBuilder> builders) {
        this.builders = builders;
        this.client = built(builders.get(), MANY);
    }

    public static void main(String[] args) throws Exception {
        new HttpClient4Host(HttpClientBuilder::create).serve();
        System.exit(0);
    }

    void serve() throws Exception {
        Lines.serve(this::obey);
    }

    private static CloseableHttpClient built(HttpClientBuilder builder, int connections) {
        return builder.setMaxConnPerRoute(connections)
                .setMaxConnTotal(connections)
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(20_000)
                        .build())
                .disableCookieManagement()
                .build();
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
        AnyRequest request = new AnyRequest(command.get(1), URI.create(command.get(2)));
        for (String header : command.subList(6, command.size())) {
            int colon = header.indexOf(':');
            request.addHeader(
                    header.substring(0, colon), header.substring(colon + 1).trim());
        }
        request.setEntity(body(command.get(3)));
        String option = command.get(5);
        if (option.startsWith("timeout=")) {
            int millis = Integer.parseInt(option.substring("timeout=".length()));
            request.setConfig(RequestConfig.custom().setSocketTimeout(millis).build());
        }
        HttpClientContext context = HttpClientContext.create();
        if (option.equals("preemptive")) {
            sendUnasked(context, request.getURI());
        }
        try (CloseableHttpResponse response = with(command.get(4), option).execute(request, context)) {
            List<URI> redirects = context.getRedirectLocations() == null ? List.of() : context.getRedirectLocations();
            HttpEntity body = response.getEntity();
            Lines.answer(
                    response.getStatusLine().getStatusCode(),
                    redirects.isEmpty()
                            ? command.get(2)
                            : redirects.get(redirects.size() - 1).toString(),
                    headers(response.getAllHeaders()),
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
        HttpClientBuilder other = option.equals("subclassed") ? new Decorating() : builders.get();
        if (!proxy.isEmpty()) {
            other.setProxy(new HttpHost("127.0.0.1", Integer.parseInt(proxy.substring(proxy.indexOf(':') + 1))));
        }
        switch (option) {
            case "authenticator" -> other.setDefaultCredentialsProvider(credentials());
            case "first-interceptor" ->
                other.addInterceptorFirst((HttpRequestInterceptor) (request, context) -> request.setHeader(MINE));
            case "last-interceptor" ->
                other.addInterceptorLast((HttpRequestInterceptor) (request, context) -> request.setHeader(MINE));
            case "default-header" -> other.setDefaultHeaders(List.of(MINE));
            case "all-redirects" -> other.setRedirectStrategy(new AllRedirects());
            case "often" -> {
                for (int i = 0; i < 20; i++) {
                    built(other, MANY);
                }
            }
            default -> {}
        }
        return built(other, option.equals("one-connection") ? 1 : MANY);
    }

    static BasicCredentialsProvider credentials() {
        BasicCredentialsProvider credentials = new BasicCredentialsProvider();
        credentials.setCredentials(AuthScope.ANY, new UsernamePasswordCredentials("someone", "secret"));
        return credentials;
    }

    static void sendUnasked(HttpClientContext context, URI url) {
        BasicAuthCache cache = new BasicAuthCache();
        cache.put(new HttpHost(url.getHost(), url.getPort(), url.getScheme()), new BasicScheme());
        context.setAuthCache(cache);
        context.setCredentialsProvider(credentials());
    }

    static HttpEntity body(String body) {
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
                    AnyRequest request = new AnyRequest(body.isEmpty() ? "GET" : "POST", URI.create(url));
                    request.setEntity(body(body));
                    try (CloseableHttpResponse response = client.execute(request)) {
                        Lines.drain(response.getEntity().getContent());
                        return Integer.toString(response.getStatusLine().getStatusCode());
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                threads);
    }

    /** Follows those of all methods. */
    static final class AllRedirects extends DefaultRedirectStrategy {
        @Override
        protected boolean isRedirectable(String method) {
            return true;
        }
    }

    /** As the builder of the caching client, with something of its own around what sends requests. */
    private static final class Decorating extends HttpClientBuilder {
        @Override
        protected ClientExecChain decorateMainExec(ClientExecChain execution) {
            return (route, request, context, aware) -> execution.execute(route, request, context, aware);
        }
    }

    /** With any method, and with a body or without. */
    static final class AnyRequest extends HttpEntityEnclosingRequestBase {
        private final String method;

        AnyRequest(String method, URI uri) {
            this.method = method;
            setURI(uri);
        }

        @Override
        public String getMethod() {
            return method;
        }
    }
}
