package dev.safeconduct.client.internal.transport;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** Takes no body: it is empty as soon as the headers are there, and what the server sends is not waited for. */
final class NoBodySubscriber implements BodySubscriber<byte[]> {

    private final CompletableFuture<byte[]> result = new CompletableFuture<>();

    @Override
    public CompletionStage<byte[]> getBody() {
        return result;
    }

    /** The result first: to cancel makes the client report an end of its own. */
    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        result.complete(new byte[0]);
        subscription.cancel();
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {}

    @Override
    public void onError(Throwable throwable) {
        result.completeExceptionally(throwable);
    }

    @Override
    public void onComplete() {
        result.complete(new byte[0]);
    }
}
