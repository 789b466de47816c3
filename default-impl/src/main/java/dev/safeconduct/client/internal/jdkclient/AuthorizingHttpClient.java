package dev.safeconduct.client.internal.jdkclient;

import dev.safeconduct.client.internal.transport.Lifecycle;
import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** A client that adds tokens, over one that never follows redirects. Everything else is that client's. */
public final class AuthorizingHttpClient extends HttpClient {

    private final HttpClient client;
    private final Redirect policy;
    private final RequestContext context;

    /** @param policy the one that the application has asked for */
    public AuthorizingHttpClient(HttpClient client, Redirect policy, RequestContext context) {
        this.client = client;
        this.policy = policy;
        this.context = context;
    }

    @Override
    public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
            throws IOException, InterruptedException {
        Conversation<T> conversation = conversation(request, handler);
        try {
            HttpResponse<T> response;
            do {
                response = client.send(
                        conversation.toSend(conversation.authorization().get()), conversation);
            } while (conversation.goesOn(response));
            return conversation.result(response);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } finally {
            conversation.end();
        }
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, BodyHandler<T> handler) {
        return sendAsync(request, handler, null);
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request, BodyHandler<T> handler, @Nullable PushPromiseHandler<T> pushes) {
        return new AsyncSend<>(client, conversation(request, handler), pushes, context.executor()).start();
    }

    private <T> Conversation<T> conversation(HttpRequest request, BodyHandler<T> handler) {
        Objects.requireNonNull(handler);
        return new Conversation<>(context, request, handler);
    }

    @Override
    public WebSocket.Builder newWebSocketBuilder() {
        return new AuthorizingWebSocketBuilder(client, context);
    }

    @Override
    public Redirect followRedirects() {
        return policy;
    }

    @Override
    public Optional<CookieHandler> cookieHandler() {
        return client.cookieHandler();
    }

    @Override
    public Optional<Duration> connectTimeout() {
        return client.connectTimeout();
    }

    @Override
    public Optional<ProxySelector> proxy() {
        return client.proxy();
    }

    @Override
    public SSLContext sslContext() {
        return client.sslContext();
    }

    @Override
    public SSLParameters sslParameters() {
        return client.sslParameters();
    }

    @Override
    public Optional<Authenticator> authenticator() {
        return client.authenticator();
    }

    @Override
    public Version version() {
        return client.version();
    }

    @Override
    public Optional<Executor> executor() {
        return client.executor();
    }

    // From here on: Java 21. There they override; HttpClient.close() is made of them.

    /** Takes no more requests. */
    public void shutdown() {
        Lifecycle.shutdown(client);
    }

    /** Ends all requests. */
    public void shutdownNow() {
        Lifecycle.shutdownNow(client);
    }

    /** Whether all requests have ended after a shutdown. */
    public boolean isTerminated() {
        return Lifecycle.isTerminated(client);
    }

    /** Waits until all requests have ended after a shutdown. */
    public boolean awaitTermination(Duration duration) throws InterruptedException {
        return Lifecycle.awaitTermination(client, duration);
    }

    @Override
    public String toString() {
        return "Safeconduct over " + client;
    }
}
