package hosts;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.http.HttpEntity;
import org.apache.http.HttpHost;
import org.apache.http.HttpRequestInterceptor;
import org.apache.http.HttpResponse;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.HttpRequestBase;
import org.apache.http.client.protocol.HttpClientContext;
import org.apache.http.concurrent.FutureCallback;
import org.apache.http.impl.nio.client.CloseableHttpAsyncClient;
import org.apache.http.impl.nio.client.HttpAsyncClientBuilder;
import org.apache.http.impl.nio.client.HttpAsyncClients;

/**
 * A program that uses Apache HttpAsyncClient 4 and knows nothing of OAuth; written for 4.0, and runs with all up to 4.1.
 * Options of a call: {@code timeout=<millis>} for reading, and ways to build a client.
 */
public final class HttpAsyncClient4Host {

    private static final int MANY = 200;
    private static final int LONGEST_SECONDS = 20;

    private final Map<String, CloseableHttpAsyncClient> others = new HashMap<>();
    private final CloseableHttpAsyncClient client = built(HttpAsyncClientBuilder.create(), MANY);

    private HttpAsyncClient4Host() {}

    public static void main(String[] args) throws Exception {
        Lines.serve(new HttpAsyncClient4Host()::obey);
        System.exit(0);
    }

    private static CloseableHttpAsyncClient built(HttpAsyncClientBuilder builder, int connections) {
        return started(builder.setMaxConnPerRoute(connections)
                .setMaxConnTotal(connections)
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(20_000)
                        .build())
                .disableCookieManagement()
                .build());
    }

    private static CloseableHttpAsyncClient started(CloseableHttpAsyncClient client) {
        client.start();
        return client;
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
        URI url = URI.create(command.get(2));
        HttpRequestBase request = request(command.get(1), url, HttpClient4Host.body(command.get(3)));
        for (String header : command.subList(6, command.size())) {
            int colon = header.indexOf(':');
            request.addHeader(
                    header.substring(0, colon), header.substring(colon + 1).trim());
        }
        String option = command.get(5);
        if (option.startsWith("timeout=")) {
            int millis = Integer.parseInt(option.substring("timeout=".length()));
            request.setConfig(RequestConfig.custom().setSocketTimeout(millis).build());
        }
        if (option.equals("expect")) {
            request.setConfig(
                    RequestConfig.custom().setExpectContinueEnabled(true).build());
        }
        HttpClientContext context = HttpClientContext.create();
        if (option.equals("preemptive")) {
            HttpClient4Host.sendUnasked(context, url);
        }
        HttpResponse response = get(with(command.get(4), option).execute(request, context, null));
        List<URI> redirects = context.getRedirectLocations() == null ? List.of() : context.getRedirectLocations();
        HttpEntity body = response.getEntity();
        Lines.answer(
                response.getStatusLine().getStatusCode(),
                redirects.isEmpty()
                        ? command.get(2)
                        : redirects.get(redirects.size() - 1).toString(),
                HttpClient4Host.headers(response.getAllHeaders()),
                body == null ? null : body.getContent());
    }

    private static HttpRequestBase request(String method, URI url, HttpEntity body) {
        if (body == null) {
            return new Bodyless(method, url);
        }
        HttpClient4Host.AnyRequest request = new HttpClient4Host.AnyRequest(method, url);
        request.setEntity(body);
        return request;
    }

    private static <T> T get(Future<T> future) throws Exception {
        try {
            return future.get(LONGEST_SECONDS, TimeUnit.SECONDS);
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

    private static CloseableHttpAsyncClient other(String proxy, String option) {
        if (option.equals("minimal")) {
            return started(HttpAsyncClients.createMinimal());
        }
        HttpAsyncClientBuilder other = HttpAsyncClientBuilder.create();
        if (!proxy.isEmpty()) {
            other.setProxy(new HttpHost("127.0.0.1", Integer.parseInt(proxy.substring(proxy.indexOf(':') + 1))));
        }
        switch (option) {
            case "authenticator" -> other.setDefaultCredentialsProvider(HttpClient4Host.credentials());
            case "first-interceptor" ->
                other.addInterceptorFirst(
                        (HttpRequestInterceptor) (request, context) -> request.setHeader(HttpClient4Host.MINE));
            case "last-interceptor" ->
                other.addInterceptorLast(
                        (HttpRequestInterceptor) (request, context) -> request.setHeader(HttpClient4Host.MINE));
            case "default-header" -> other.setDefaultHeaders(List.of(HttpClient4Host.MINE));
            case "all-redirects" -> other.setRedirectStrategy(new HttpClient4Host.AllRedirects());
            default -> {}
        }
        return built(other, option.equals("one-connection") ? 1 : MANY);
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

    /** Nothing waits in it. */
    private CompletableFuture<String> status(String url, String body) {
        CompletableFuture<String> status = new CompletableFuture<>();
        HttpRequestBase request = request(body.isEmpty() ? "GET" : "POST", URI.create(url), HttpClient4Host.body(body));
        client.execute(request, new FutureCallback<HttpResponse>() {
            @Override
            public void completed(HttpResponse response) {
                status.complete(Integer.toString(response.getStatusLine().getStatusCode()));
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

    /** With any method. */
    private static final class Bodyless extends HttpRequestBase {
        private final String method;

        Bodyless(String method, URI uri) {
            this.method = method;
            setURI(uri);
        }

        @Override
        public String getMethod() {
            return method;
        }
    }
}
