package dev.safeconduct.client.internal.jdkclient;

import dev.safeconduct.client.internal.concurrent.Timer;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The body of a response of which it is not known yet whether the application gets it. Until then the beginning is kept
 * in memory, so that a short body gives its connection back; then it goes to the application's subscriber from its first
 * byte on, or nowhere.
 */
public final class HeldBody<T> implements BodySubscriber<T>, Flow.Subscription {

    /** What is kept at most. */
    private static final int MOST_KEPT = 16 * 1024;

    /**
     * What is read at most of a body that is not wanted. More than a page of HTML: over HTTP/2 the JDK's client before
     * 21 does not give back what was sent of a body that is cut off, until the connection has nothing left to send
     * with.
     */
    private static final int MOST_THROWN_AWAY = 256 * 1024;

    /** How long the end of an unwanted body is waited for. */
    private static final long DISCARD_SECONDS = 2;

    private final CompletableFuture<@Nullable T> body = new CompletableFuture<>();
    private final Queue<List<ByteBuffer>> kept = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean decided = new AtomicBoolean();
    private final AtomicInteger signals = new AtomicInteger();
    private final AtomicLong demand = new AtomicLong();
    private volatile Flow.@Nullable Subscription upstream;
    private volatile @Nullable BodySubscriber<T> application;
    private volatile boolean discarding;
    private volatile boolean pulling;
    private volatile boolean ended;
    private volatile @Nullable Throwable failure;

    /** Only touched between two signals, one thread at a time. */
    private int thrownAway;

    private boolean subscribed;
    private boolean finished;

    /** Discards it. Does nothing once it is decided. The receiver of the response has to {@link #cutOff} the rest. */
    public void discard() {
        if (decided.compareAndSet(false, true)) {
            discarding = true;
            var unused = Timer.shared().complete(body, null, Duration.ofSeconds(DISCARD_SECONDS));
            signal();
        }
    }

    /**
     * Ends a discarded body that has not ended. Only once the response is there: over HTTP/2 to cancel a body
     * before the client has taken note of it fails the response.
     */
    public void cutOff() {
        if (discarding && !ended) {
            cancel();
        }
    }

    /** The application gets it. Does nothing once it is decided. */
    public void deliver(BodyHandler<T> handler, ResponseInfo info) {
        if (decided.compareAndSet(false, true)) {
            try {
                BodySubscriber<T> subscriber = handler.apply(info);
                application = subscriber;
                signal();
                subscriber.getBody().whenComplete((value, problem) -> {
                    if (problem != null) {
                        body.completeExceptionally(problem);
                    } else {
                        body.complete(value);
                    }
                });
            } catch (RuntimeException | Error e) {
                body.completeExceptionally(e);
                cancel();
            }
        }
    }

    @Override
    @SuppressWarnings("NullAway") // an unwanted body is null, as in the JDK's own responses to a redirect
    public CompletionStage<T> getBody() {
        return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        upstream = subscription;
        signal();
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        kept.add(buffers);
        pulling = false;
        signal();
    }

    @Override
    public void onError(Throwable problem) {
        failure = problem;
        ended = true;
        signal();
    }

    @Override
    public void onComplete() {
        ended = true;
        signal();
    }

    @Override
    public void request(long n) {
        if (n <= 0) {
            kept.clear(); // Flow.Subscription: an error, and nothing after it
            failure = new IllegalArgumentException("non-positive subscription request");
            ended = true;
        } else {
            demand.accumulateAndGet(n, (have, more) -> have + more < 0 ? Long.MAX_VALUE : have + more);
        }
        signal();
    }

    @Override
    public void cancel() {
        Flow.Subscription known = upstream;
        if (known != null) {
            known.cancel();
        }
    }

    /** Does what there is to do, one thread at a time and never within itself. */
    private void signal() {
        if (signals.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        do {
            step();
            seen = signals.addAndGet(-seen);
        } while (seen != 0);
    }

    private void step() {
        Flow.Subscription from = upstream;
        if (from == null || finished) {
            return;
        }
        boolean more;
        BodySubscriber<T> to = application;
        if (to != null) {
            more = hand(to);
        } else if (discarding) {
            more = throwAway();
        } else {
            more = size() < MOST_KEPT;
        }
        if (more && !ended && !pulling) {
            pulling = true;
            from.request(1);
        }
    }

    private boolean hand(BodySubscriber<T> to) {
        if (!subscribed) {
            subscribed = true;
            to.onSubscribe(this);
        }
        while (demand.get() > 0 && !kept.isEmpty()) {
            if (demand.get() != Long.MAX_VALUE) {
                demand.decrementAndGet();
            }
            List<ByteBuffer> next = kept.poll();
            if (next != null) {
                to.onNext(next);
            }
        }
        if (ended && kept.isEmpty()) {
            finished = true;
            Throwable problem = failure;
            if (problem == null) {
                to.onComplete();
            } else {
                to.onError(problem);
            }
        }
        return demand.get() > 0;
    }

    private boolean throwAway() {
        thrownAway += size();
        kept.clear();
        finished = ended || thrownAway > MOST_THROWN_AWAY;
        if (finished) {
            body.complete(null);
        }
        return !finished;
    }

    private int size() {
        return kept.stream()
                .flatMap(List::stream)
                .mapToInt(ByteBuffer::remaining)
                .sum();
    }
}
