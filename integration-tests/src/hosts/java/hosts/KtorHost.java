package hosts;

import io.ktor.client.HttpClient;
import io.ktor.client.HttpClientConfig;
import io.ktor.client.HttpClientKt;
import io.ktor.client.engine.HttpClientEngineConfig;
import io.ktor.client.engine.HttpClientEngineFactory;
import io.ktor.client.plugins.HttpClientPlugin;
import io.ktor.client.plugins.websocket.WebSockets;
import io.ktor.client.request.HttpRequestBuilder;
import io.ktor.client.request.HttpRequestKt;
import io.ktor.client.statement.HttpResponse;
import io.ktor.client.statement.HttpResponseKt;
import io.ktor.client.statement.HttpStatement;
import io.ktor.http.ContentType;
import io.ktor.http.HttpMethod;
import io.ktor.http.content.ByteArrayContent;
import io.ktor.http.content.OutputStreamContent;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.Function;
import kotlin.Unit;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.EmptyCoroutineContext;
import kotlin.jvm.functions.Function1;
import kotlinx.coroutines.BuildersKt;
import kotlinx.coroutines.CoroutineDispatcher;
import kotlinx.coroutines.CoroutineStart;
import kotlinx.coroutines.ExecutorsKt;
import kotlinx.coroutines.GlobalScope;
import kotlinx.coroutines.Job;
import kotlinx.coroutines.future.FutureKt;

/**
 * A program that uses Ktor and knows nothing of OAuth; written for 2.0, and runs with all that follow. Its argument is the
 * object of an engine, CIO's if there is none. Options of a call: {@code timeout=<millis>} of the request, {@code
 * engine-timeout=<millis>} of CIO's; {@code authenticator}; {@code retry}, by Ktor's plugin; {@code one-thread}; {@code
 * pipelining} on one connection. {@code websocket} takes what {@code send} takes and says the status of the handshake;
 * {@code launch} a URL, and says nothing until {@code cancel}.
 */
public final class KtorHost extends NettyHost {

    private static final String CIO = "io.ktor.client.engine.cio.CIO";
    private static final String CONTENT_TYPE = "Content-Type:";

    private final HttpClientEngineFactory<HttpClientEngineConfig> engine;
    private final HttpClient client;
    private HttpClient oneThread;
    private Job launched;

    KtorHost(HttpClientEngineFactory<HttpClientEngineConfig> engine) {
        this.engine = engine;
        this.client = client(config -> {});
    }

    public static void main(String[] args) throws Exception {
        new KtorHost(engine(args.length == 0 ? CIO : args[0])).serve();
        System.exit(0);
    }

    static HttpClientEngineFactory<HttpClientEngineConfig> cio() throws ReflectiveOperationException {
        return engine(CIO);
    }

    @SuppressWarnings("unchecked")
    private static HttpClientEngineFactory<HttpClientEngineConfig> engine(String object)
            throws ReflectiveOperationException {
        return (HttpClientEngineFactory<HttpClientEngineConfig>)
                Class.forName(object).getField("INSTANCE").get(null);
    }

    /** What Kotlin calls a function that returns nothing. */
    private interface Block<T> extends Function1<T, Unit> {

        void run(T on);

        @Override
        default Unit invoke(T on) {
            run(on);
            return Unit.INSTANCE;
        }
    }

    private HttpClient client(Block<HttpClientConfig<HttpClientEngineConfig>> block) {
        return HttpClientKt.HttpClient(engine, block);
    }

    /** A setting of its own in 2, and a dispatcher in 3. */
    private static void haveOneThread(HttpClientEngineConfig config) {
        try {
            config.getClass()
                    .getMethod("setDispatcher", CoroutineDispatcher.class)
                    .invoke(config, ExecutorsKt.from(Executors.newSingleThreadExecutor()));
        } catch (NoSuchMethodException e) {
            config.setThreadsCount(1);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpClient client(String proxy, String option) {
        if (option.equals("one-thread")) {
            if (oneThread == null) {
                Block<HttpClientEngineConfig> engine = KtorHost::haveOneThread;
                oneThread = client(config -> config.engine(engine));
            }
            return oneThread;
        }
        if (!proxy.isEmpty()) {
            InetSocketAddress address = proxy(proxy);
            Block<HttpClientEngineConfig> engine = config -> config.setProxy(new Proxy(Proxy.Type.HTTP, address));
            return client(config -> config.engine(engine));
        }
        if (option.startsWith("timeout=")) {
            Long millis = Long.valueOf(option.substring("timeout=".length()));
            return client(config -> config.install(
                    plugin("HttpTimeout"),
                    block(limits -> call(limits, "setRequestTimeoutMillis", Long.class, millis))));
        }
        if (option.startsWith("engine-timeout=")) {
            long millis = Long.parseLong(option.substring("engine-timeout=".length()));
            Block<HttpClientEngineConfig> engine = config -> call(config, "setRequestTimeout", long.class, millis);
            return client(config -> config.engine(engine));
        }
        if (option.equals("pipelining")) {
            Block<HttpClientEngineConfig> engine = KtorHost::pipelineOnOneConnection;
            return client(config -> config.engine(engine));
        }
        if (option.equals("all-redirects")) {
            return client(config -> config.install(
                    plugin("HttpRedirect"),
                    block(redirect -> call(redirect, "setCheckHttpMethod", boolean.class, false))));
        }
        return option.equals("retry")
                ? client(config -> config.install(
                        plugin("HttpRequestRetry"), block(retry -> call(retry, "setMaxRetries", int.class, 1))))
                : client;
    }

    private static void pipelineOnOneConnection(HttpClientEngineConfig config) {
        config.setPipelining(true);
        try {
            Object endpoint = config.getClass().getMethod("getEndpoint").invoke(config);
            call(endpoint, "setMaxConnectionsPerRoute", int.class, 1);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Block<Object> block(Block<Object> block) {
        return block;
    }

    private static void call(Object on, String setter, Class<?> type, Object value) {
        try {
            on.getClass().getMethod(setter, type).invoke(on, value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An object of a class of its own in 2, and the value of a property in 3. */
    @SuppressWarnings("unchecked")
    private static HttpClientPlugin<Object, Object> plugin(String name) {
        String type = "io.ktor.client.plugins." + name;
        try {
            try {
                return (HttpClientPlugin<Object, Object>)
                        Class.forName(type).getField("Plugin").get(null);
            } catch (ClassNotFoundException e) {
                return (HttpClientPlugin<Object, Object>)
                        Class.forName(type + "Kt").getMethod("get" + name).invoke(null);
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Some of its engines take their time to start. */
    @Override
    int mostSeconds() {
        return 20;
    }

    @Override
    void obeyOther(List<String> command) throws Exception {
        switch (command.get(0)) {
            case "websocket" -> webSocket(command);
            case "launch" -> {
                HttpRequestBuilder request = request("GET", command.get(1), List.of());
                launched = BuildersKt.launch(
                        GlobalScope.INSTANCE,
                        EmptyCoroutineContext.INSTANCE,
                        CoroutineStart.DEFAULT,
                        (scope, continuation) -> new HttpStatement(request, client)
                                .execute((Continuation<HttpResponse>) (Continuation<?>) continuation));
            }
            case "cancel" -> {
                launched.cancel(null);
                BuildersKt.runBlocking(
                        EmptyCoroutineContext.INSTANCE, (scope, continuation) -> launched.join(continuation));
                Lines.say("canceled", Boolean.toString(launched.isCancelled()));
            }
            default -> super.obeyOther(command);
        }
    }

    private void webSocket(List<String> command) throws Exception {
        HttpRequestBuilder request = request(command.get(1), command.get(2), command.subList(6, command.size()));
        HttpClient with = client(config -> config.install(WebSockets.Plugin, (Block<Object>) settings -> {}));
        // Not to its end, which is that of a session that nobody closes here.
        CompletableFuture<Integer> status = new CompletableFuture<>();
        KtorHost.<Integer>suspending(continuation -> new HttpStatement(request, with)
                        .execute(
                                (response, end) -> {
                                    status.complete(response.getStatus().getValue());
                                    return 0;
                                },
                                continuation))
                .exceptionally(failure -> {
                    status.completeExceptionally(failure);
                    return 0;
                });
        try {
            Lines.say("websocket", Integer.toString(status.get()));
        } catch (ExecutionException e) {
            Lines.say("websocket", Lines.failure(e.getCause()));
        }
    }

    private static HttpRequestBuilder request(String method, String url, List<String> headers) {
        HttpRequestBuilder request = new HttpRequestBuilder();
        request.setMethod(new HttpMethod(method));
        HttpRequestKt.url(request, url);
        headers.stream().filter(header -> !header.startsWith(CONTENT_TYPE)).forEach(header -> {
            int colon = header.indexOf(':');
            request.getHeaders()
                    .set(header.substring(0, colon), header.substring(colon + 1).trim());
        });
        return request;
    }

    @Override
    CompletableFuture<Answer> send(
            String method, String url, String body, String proxy, String option, List<String> headers) {
        HttpRequestBuilder request = request(method, url, headers);
        if (!body.isEmpty()) {
            request.setBody(
                    isStreamed(body) ? streamed(body) : new ByteArrayContent(bytes(body), contentType(headers), null));
        }
        HttpClient with = client(proxy, option);
        CompletableFuture<HttpResponse> response =
                suspending(continuation -> new HttpStatement(request, with).execute(continuation));
        CompletableFuture<Answer> answer = response.thenCompose(received -> KtorHost.<String>suspending(
                        continuation -> HttpResponseKt.bodyAsText(received, StandardCharsets.ISO_8859_1, continuation))
                .thenApply(text -> answer(received, text)));
        return with == client || with == oneThread ? answer : answer.whenComplete((done, failure) -> with.close());
    }

    /** Ktor wants it with the body; null if there is none. */
    private static ContentType contentType(List<String> headers) {
        return headers.stream()
                .filter(header -> header.startsWith(CONTENT_TYPE))
                .map(header -> ContentType.Companion.parse(
                        header.substring(CONTENT_TYPE.length()).trim()))
                .findFirst()
                .orElse(null);
    }

    private static OutputStreamContent streamed(String body) {
        byte[] bytes = bytes(body);
        Long length = body.startsWith("stream:") ? (long) bytes.length : null;
        return new OutputStreamContent(
                (out, continuation) -> {
                    parts(bytes).forEach(part -> write(out, part));
                    return Unit.INSTANCE;
                },
                ContentType.Application.INSTANCE.getOctetStream(),
                null,
                length);
    }

    private static void write(OutputStream out, byte[] part) {
        try {
            out.write(part);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("unchecked")
    private static <T> CompletableFuture<T> suspending(Function<Continuation<? super T>, Object> block) {
        return FutureKt.future(
                GlobalScope.INSTANCE,
                EmptyCoroutineContext.INSTANCE,
                CoroutineStart.DEFAULT,
                (scope, continuation) -> block.apply((Continuation<? super T>) continuation));
    }

    private static Answer answer(HttpResponse response, String body) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        response.getHeaders()
                .entries()
                .forEach(field -> headers.put(field.getKey(), new ArrayList<>(field.getValue())));
        return new Answer(
                response.getStatus().getValue(),
                HttpResponseKt.getRequest(response).getUrl().toString(),
                headers,
                body.getBytes(StandardCharsets.ISO_8859_1));
    }
}
