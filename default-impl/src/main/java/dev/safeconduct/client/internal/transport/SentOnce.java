package dev.safeconduct.client.internal.transport;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A body that goes out once. Where a connection ends without a response, the JDK sends a POST again by itself if the host's
 * {@code jdk.httpclient.enableAllMethodRetry} says so; a refresh token that was spent would come a second time.
 */
final class SentOnce implements BodyPublisher {

    private final BodyPublisher body;
    private final AtomicBoolean sent = new AtomicBoolean();

    SentOnce(byte[] body) {
        this.body = BodyPublishers.ofByteArray(body);
    }

    @Override
    public long contentLength() {
        return body.contentLength();
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
        if (sent.compareAndSet(false, true)) {
            body.subscribe(subscriber);
            return;
        }
        subscriber.onSubscribe(new Subscription() {
            @Override
            public void request(long count) {}

            @Override
            public void cancel() {}
        });
        subscriber.onError(new IOException("The connection ended without a response. It is not sent again."));
    }
}
