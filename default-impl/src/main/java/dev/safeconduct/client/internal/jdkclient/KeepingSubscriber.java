package dev.safeconduct.client.internal.jdkclient;

import dev.safeconduct.client.request.KeptBody;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;

/** Keeps what a publisher gives while it goes out. */
final class KeepingSubscriber implements Flow.Subscriber<ByteBuffer> {

    private final Flow.Subscriber<? super ByteBuffer> client;
    private final KeptBody kept;

    /**
     * In front of the client's subscriber.
     *
     * @param kept gets a copy
     */
    KeepingSubscriber(Flow.Subscriber<? super ByteBuffer> client, KeptBody kept) {
        this.client = client;
        this.kept = kept;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        client.onSubscribe(subscription);
    }

    @Override
    public void onNext(ByteBuffer part) {
        kept.write(part);
        client.onNext(part);
    }

    @Override
    public void onError(Throwable failure) {
        kept.discard();
        client.onError(failure);
    }

    @Override
    public void onComplete() {
        kept.complete();
        client.onComplete();
    }
}
