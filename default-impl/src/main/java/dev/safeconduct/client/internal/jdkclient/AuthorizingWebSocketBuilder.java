package dev.safeconduct.client.internal.jdkclient;

import dev.safeconduct.client.oauth.Authorization;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Adds a token to the handshake of a WebSocket, which is an HTTP request like any other (RFC 6455 §4.1). */
final class AuthorizingWebSocketBuilder implements WebSocket.Builder {

    private final HttpClient client;
    private final RequestContext context;

    /** Judges the settings as they are made, and builds what gets no token. */
    private final WebSocket.Builder plain;

    private final List<Consumer<WebSocket.Builder>> settings = new ArrayList<>();
    private boolean ownAuthorization;

    AuthorizingWebSocketBuilder(HttpClient client, RequestContext context) {
        this.client = client;
        this.context = context;
        this.plain = client.newWebSocketBuilder();
    }

    private WebSocket.Builder set(Consumer<WebSocket.Builder> setting) {
        setting.accept(plain);
        settings.add(setting);
        return this;
    }

    @Override
    public WebSocket.Builder header(String name, String value) {
        ownAuthorization |= name.equalsIgnoreCase("Authorization") || name.equalsIgnoreCase("Host");
        return set(builder -> builder.header(name, value));
    }

    @Override
    public WebSocket.Builder connectTimeout(Duration timeout) {
        return set(builder -> builder.connectTimeout(timeout));
    }

    @Override
    public WebSocket.Builder subprotocols(String mostPreferred, String... lesserPreferred) {
        return set(builder -> builder.subprotocols(mostPreferred, lesserPreferred));
    }

    @Override
    public CompletableFuture<WebSocket> buildAsync(URI uri, WebSocket.Listener listener) {
        String scheme = uri.getScheme();
        boolean webSocket = "ws".equalsIgnoreCase(scheme) || "wss".equalsIgnoreCase(scheme);
        if (ownAuthorization || !webSocket) {
            return plain.buildAsync(uri, listener);
        }
        // ws is to http as wss is to https.
        HttpRequest handshake = HttpRequest.newBuilder(
                        URI.create("http" + uri.toString().substring(2)))
                .build();
        CompletableFuture<Authorization> authorization =
                new Conversation<>(context, handshake, BodyHandlers.discarding()).authorization();
        if (authorization.isDone()) {
            return build(uri, listener, authorization.getNow(Authorization.none()));
        }
        return authorization.thenComposeAsync(token -> build(uri, listener, token), context.executor());
    }

    private CompletableFuture<WebSocket> build(URI uri, WebSocket.Listener listener, Authorization authorization) {
        if (authorization.isNone()) {
            return plain.buildAsync(uri, listener);
        }
        // A builder may be used again, and a field that it has got stays there: so the token goes into another one.
        WebSocket.Builder builder = client.newWebSocketBuilder();
        settings.forEach(setting -> setting.accept(builder));
        authorization.writeTo(builder::header);
        return builder.buildAsync(uri, listener);
    }
}
