package dev.safeconduct.agent.hook.javanethttp;

import dev.safeconduct.client.internal.jdkclient.KeepingSubscriber;
import dev.safeconduct.client.request.KeptBody;
import java.net.http.HttpRequest.BodyPublisher;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;

/** A body of the application that is kept while it goes out. */
record KeepingBody(BodyPublisher body, KeptBody kept) implements BodyPublisher {

    @Override
    public long contentLength() {
        return body.contentLength();
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        body.subscribe(new KeepingSubscriber(subscriber, kept));
    }
}
