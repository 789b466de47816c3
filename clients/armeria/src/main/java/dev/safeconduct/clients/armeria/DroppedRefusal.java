package dev.safeconduct.clients.armeria;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpResponse;
import io.netty.util.concurrent.EventExecutor;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** Reads a response that is not the program's to its end, so that its connection can be used again; not if that is far. */
final class DroppedRefusal implements Subscriber<HttpObject> {

    private static final int MOST_READ = 64 * 1024;

    private final HttpResponse response;
    private final Runnable then;
    private int read;
    private boolean isOver;

    private DroppedRefusal(HttpResponse response, Runnable then) {
        this.response = response;
        this.then = then;
    }

    /** Goes on, on the executor, when it is over. */
    static void read(HttpResponse response, EventExecutor executor, Runnable then) {
        response.subscribe(new DroppedRefusal(response, then), executor);
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(HttpObject part) {
        if (part instanceof HttpData data) {
            read += data.length();
            if (read > MOST_READ) {
                response.abort();
                end();
            }
        }
    }

    @Override
    public void onError(Throwable cause) {
        end();
    }

    @Override
    public void onComplete() {
        end();
    }

    private void end() {
        if (!isOver) {
            isOver = true;
            then.run();
        }
    }
}
