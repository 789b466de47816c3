package dev.safeconduct.client.internal.jdkclient;

import dev.safeconduct.client.request.KeptBody;
import java.net.http.HttpRequest.BodyPublisher;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;

/**
 * A body that may be one that can be sent once only, and is kept while it goes out.
 *
 * @param body what the program sends
 * @param kept where it is kept
 */
public record KeepingPublisher(BodyPublisher body, KeptBody kept) implements BodyPublisher {

    @Override
    public long contentLength() {
        return body.contentLength();
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        body.subscribe(new KeepingSubscriber(subscriber, kept));
    }
}
