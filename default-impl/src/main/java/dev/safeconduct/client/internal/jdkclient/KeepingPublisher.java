package dev.safeconduct.client.internal.jdkclient;

import dev.safeconduct.client.request.KeptBody;
import java.net.http.HttpRequest.BodyPublisher;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;

/** A publisher that can be subscribed to once, whose body is kept while it goes out. */
final class KeepingPublisher implements BodyPublisher {

    private final BodyPublisher once;
    private final KeptBody kept;

    KeepingPublisher(BodyPublisher once, KeptBody kept) {
        this.once = once;
        this.kept = kept;
    }

    @Override
    public long contentLength() {
        return once.contentLength();
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        once.subscribe(new KeepingSubscriber(subscriber, kept));
    }
}
