package hosts;

import java.io.ByteArrayInputStream;
import java.lang.reflect.Constructor;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jetty.client.api.Authentication;
import org.eclipse.jetty.client.util.BasicAuthentication;
import org.eclipse.jetty.client.util.BufferingResponseListener;
import org.eclipse.jetty.client.util.BytesContentProvider;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.HttpProxy;
import org.eclipse.jetty.client.util.InputStreamContentProvider;
import org.eclipse.jetty.client.api.Request;
import org.eclipse.jetty.client.api.Result;
import org.eclipse.jetty.client.util.StringContentProvider;
import org.eclipse.jetty.util.HttpCookieStore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * A program that uses Jetty's HttpClient and knows nothing of OAuth; written for 9.4, and runs with 10 and 11.
 * Options of a call: {@code timeout=<millis>} for the whole of it, and ways to make a client.
 */
public final class Jetty9Host {

    private static final int FEW = 12;
    private static final int LONGEST = 16 * 1024 * 1024;

    private final Map<String, HttpClient> clients = new HashMap<>();
    private Request started;

    public static void main(String[] args) throws Exception {
        Jetty9Host host = new Jetty9Host();
        Lines.serve(host::obey);
        System.exit(0);
    }

    private void obey(List<String> command) throws Exception {
        switch (command.get(0)) {
            case "send" -> send(command);
            case "burst" -> burst(Integer.parseInt(command.get(1)), command.get(2), Lines.body(command));
            case "start" -> start(command.get(1));
            case "abort" -> {
                started.abort(new IllegalStateException("of the program"));
                Lines.say("aborted");
            }
            case "race" -> {
                ends("held", command.get(2));
                ends("other", command.get(3));
            }
            default -> throw new IllegalArgumentException(command.get(0));
        }
    }

    private void send(List<String> command) throws Exception {
        URI url = URI.create(command.get(2));
        String option = command.get(5);
        HttpClient client = client(command.get(4), option.startsWith("timeout=") ? "" : option);
        if (option.equals("authenticator")) {
            client.getAuthenticationStore()
                    .addAuthentication(new BasicAuthentication(
                            URI.create(url.getScheme() + "://" + url.getAuthority()),
                            Authentication.ANY_REALM,
                            "someone",
                            "secret"));
        }
        if (option.equals("preemptive")) {
            client.getAuthenticationStore()
                    .addAuthenticationResult(new BasicAuthentication.BasicResult(url, "someone", "secret"));
        }
        Request request = client.newRequest(url).method(command.get(1));
        for (String header : command.subList(6, command.size())) {
            int colon = header.indexOf(':');
            request.header(
                    header.substring(0, colon), header.substring(colon + 1).trim());
        }
        addBody(request, command.get(3));
        if (option.startsWith("timeout=")) {
            request.timeout(Long.parseLong(option.substring("timeout=".length())), TimeUnit.MILLISECONDS);
        }
        if (option.equals("begin-listener")) {
            request.onRequestBegin(sent -> sent.header("Authorization", "Mine"));
        }
        Whole whole = new Whole();
        request.send(whole);
        try {
            Result result = whole.result.get(60, TimeUnit.SECONDS);
            Lines.answer(
                    result.getResponse().getStatus(),
                    result.getRequest().getURI().toString(),
                    headers(result.getResponse().getHeaders()),
                    whole.getContentAsInputStream());
        } catch (ExecutionException e) {
            throw new IllegalStateException(names(e.getCause())); // messages name connections
        }
    }

    private static String names(Throwable failure) {
        return failure == null ? "" : failure.getClass().getName() + " " + names(failure.getCause());
    }

    private static Map<String, List<String>> headers(Iterable<HttpField> all) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (HttpField header : all) {
            headers.computeIfAbsent(header.getName(), missing -> new ArrayList<>())
                    .add(header.getValue());
        }
        return headers;
    }

    private static void addBody(Request request, String body) {
        if (body.isEmpty()) {
            return;
        }
        if (body.startsWith("text:")) {
            request.content(new StringContentProvider(body.substring("text:".length())), "text/plain");
            return;
        }
        byte[] bytes = Lines.bytes(body);
        if (body.startsWith("bytes:")) {
            request.content(new BytesContentProvider(bytes));
            return;
        }
        request.content(new InputStreamContentProvider(new ByteArrayInputStream(bytes)));
        if (body.startsWith("stream:")) {
            request.header("Content-Length", String.valueOf(bytes.length));
        }
    }

    private synchronized HttpClient client(String proxy, String option) throws Exception {
        HttpClient known = clients.get(proxy + " " + option);
        if (known != null) {
            return known;
        }
        HttpClient client = newClient();
        QueuedThreadPool threads = new QueuedThreadPool(FEW, FEW);
        threads.setDaemon(true);
        client.setExecutor(threads);
        client.setCookieStore(new HttpCookieStore.Empty());
        if (!proxy.isEmpty()) {
            client.getProxyConfiguration()
                    .getProxies()
                    .add(new HttpProxy("127.0.0.1", Integer.parseInt(proxy.substring(proxy.indexOf(':') + 1))));
        }
        if (option.equals("one-connection")) {
            client.setMaxConnectionsPerDestination(1);
        }
        if (option.equals("client-listener")) {
            client.getRequestListeners().add(new Request.Listener() {
                @Override
                public void onBegin(Request sent) {
                    sent.header("Authorization", "Mine");
                }
            });
        }
        client.start();
        if (option.equals("no-handlers")) {
            client.getProtocolHandlers().clear();
        }
        clients.put(proxy + " " + option, client);
        return client;
    }

    /** 9.4 speaks TLS only if it is told how. */
    private static HttpClient newClient() throws ReflectiveOperationException {
        for (Constructor<?> constructor : HttpClient.class.getConstructors()) {
            if (Arrays.equals(constructor.getParameterTypes(), new Class<?>[] {SslContextFactory.class})) {
                return (HttpClient) constructor.newInstance(new SslContextFactory.Client());
            }
        }
        return new HttpClient();
    }

    private void burst(int count, String url, String body) {
        List<CompletableFuture<String>> all =
                Stream.generate(() -> status(url, body)).limit(count).toList();
        Lines.say("burst", all.stream().map(CompletableFuture::join).collect(Collectors.joining(",")));
    }

    /** Begins a request that can be aborted, and tells how it ends. */
    private void start(String url) throws Exception {
        Whole whole = new Whole();
        started = client("", "").newRequest(url);
        started.send(whole);
        whole.result.whenComplete((result, failure) -> Lines.say(
                "ended",
                failure == null ? Integer.toString(result.getResponse().getStatus()) : failure.getMessage()));
    }

    private void ends(String name, String url) {
        status(url, "")
                .whenComplete((status, failure) -> Lines.say(name, failure == null ? status : Lines.failure(failure)));
    }

    private CompletableFuture<String> status(String url, String body) {
        try {
            Whole whole = new Whole();
            Request request = client("", "").newRequest(url);
            if (!body.isEmpty()) {
                request.method("POST");
                addBody(request, body);
            }
            request.send(whole);
            return whole.result.thenApply(
                    result -> Integer.toString(result.getResponse().getStatus()));
        } catch (Exception e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** A response with its whole body. */
    private static final class Whole extends BufferingResponseListener {
        final CompletableFuture<Result> result = new CompletableFuture<>();

        Whole() {
            super(LONGEST);
        }

        @Override
        public void onComplete(Result complete) {
            if (complete.isFailed()) {
                result.completeExceptionally(complete.getFailure());
            } else {
                result.complete(complete);
            }
        }
    }
}
