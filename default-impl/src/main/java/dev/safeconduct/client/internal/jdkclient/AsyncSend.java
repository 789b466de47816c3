package dev.safeconduct.client.internal.jdkclient;

import dev.safeconduct.client.oauth.Authorization;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Takes the turns of a request without a thread that waits. */
final class AsyncSend<T> {

    private final HttpClient client;
    private final Conversation<T> conversation;
    private final @Nullable PushPromiseHandler<T> pushes;
    private final Executor executor;
    private final CancelableFuture<HttpResponse<T>> result = new CancelableFuture<>(this::giveUp);
    private volatile @Nullable CompletableFuture<HttpResponse<T>> hop;

    AsyncSend(
            HttpClient client,
            Conversation<T> conversation,
            @Nullable PushPromiseHandler<T> pushes,
            Executor executor) {
        this.client = client;
        this.conversation = conversation;
        this.pushes = pushes;
        this.executor = executor;
    }

    /** Throws at once what the client throws at once. */
    CompletableFuture<HttpResponse<T>> start() {
        try {
            turn();
        } catch (IOException e) {
            fail(e);
        }
        return result;
    }

    private void turn() throws IOException {
        CompletableFuture<Authorization> authorization = conversation.authorization();
        if (authorization.isDone()) {
            send(authorization.getNow(Authorization.none()));
        } else {
            var unused = authorization.whenCompleteAsync(this::obtained, executor);
        }
    }

    private void obtained(@Nullable Authorization authorization, @Nullable Throwable failure) {
        try {
            send(authorization == null ? Authorization.none() : authorization);
        } catch (IOException | RuntimeException | Error e) {
            fail(e);
        }
    }

    @SuppressWarnings("NullAway") // the client allows that there is no handler for pushes
    private void send(Authorization authorization) throws IOException {
        if (result.isDone()) {
            return; // canceled while it waited
        }
        CompletableFuture<HttpResponse<T>> sent =
                client.sendAsync(conversation.toSend(authorization), conversation, pushes);
        hop = sent;
        if (result.isDone()) {
            sent.cancel(true);
        }
        var unused = sent.whenComplete(this::received);
    }

    private void received(@Nullable HttpResponse<T> response, @Nullable Throwable failure) {
        try {
            if (response == null || failure != null) {
                fail(failure != null ? failure : new IOException("no response"));
            } else if (conversation.goesOn(response)) {
                turn();
            } else {
                result.complete(conversation.result(response));
            }
        } catch (IOException | RuntimeException | Error e) {
            fail(e);
        }
    }

    private void fail(Throwable failure) {
        conversation.end();
        result.completeExceptionally(failure);
    }

    private void giveUp() {
        conversation.end();
        result.cancel(false);
        CompletableFuture<HttpResponse<T>> sent = hop;
        if (sent != null) {
            sent.cancel(true);
        }
    }
}
