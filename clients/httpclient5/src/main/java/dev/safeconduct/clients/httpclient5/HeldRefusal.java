package dev.safeconduct.clients.httpclient5;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpStreamResetException;
import org.apache.hc.core5.http.nio.AsyncDataConsumer;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.jspecify.annotations.Nullable;

/**
 * A response of which it is not known yet whether it is the program's: its body is kept meanwhile. Where it leads to a
 * resend, the body is read to its end, so that its connection is free for others; not if that is far.
 *
 * <p>HttpClient's thread brings the response, and another the decision.
 */
final class HeldRefusal implements AsyncDataConsumer {

    /** Of a body that is not the program's; HttpClient's own window, which nothing is added to meanwhile, is as large. */
    private static final int MOST_READ = 64 * 1024;

    /** A program may give its connections a larger window; then a larger body is the program's at once. */
    private static final int MOST_KEPT = 2 * MOST_READ;

    private enum State {
        UNDECIDED,
        PROGRAMS,
        DROPPED,
        ENDED
    }

    private final AsyncExecCallback program;
    private final HttpResponse response;
    private final @Nullable EntityDetails content;
    private final Runnable resend;

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private State state = State.UNDECIDED;
    private @Nullable CapacityChannel capacity;
    private boolean bodyEnded;
    private @Nullable List<? extends Header> trailers;
    private boolean completed;
    private @Nullable Exception failure;
    private int dropped;

    /** Where the program's own bytes go; null if it does not want them. */
    private @Nullable AsyncDataConsumer consumer;

    /**
     * Holds a response.
     *
     * @param content null if it has no body
     * @param resend sends the request again, when this response is over
     */
    HeldRefusal(AsyncExecCallback program, HttpResponse response, @Nullable EntityDetails content, Runnable resend) {
        this.program = program;
        this.response = response;
        this.content = content;
        this.resend = resend;
    }

    /** Hands the response on, or drops it. */
    void decide(boolean again) throws HttpException, IOException {
        try {
            settle(again);
        } catch (HttpException | IOException | RuntimeException e) {
            end();
            throw e;
        }
        endIfOver();
    }

    private synchronized void end() {
        state = State.ENDED;
    }

    private synchronized void settle(boolean again) throws HttpException, IOException {
        if (state != State.UNDECIDED) {
            return; // it was too large to wait for that
        }
        if (again) {
            drop();
        } else {
            handOn();
        }
    }

    private void drop() throws IOException {
        state = State.DROPPED;
        kept.reset();
        if (capacity != null && !bodyEnded) {
            capacity.update(MOST_READ);
        }
    }

    private void handOn() throws HttpException, IOException {
        state = State.PROGRAMS;
        consumer = program.handleResponse(response, content);
        if (kept.size() > 0) {
            consume(ByteBuffer.wrap(kept.toByteArray()));
            kept.reset();
        }
        if (bodyEnded) {
            streamEnd(trailers);
        } else if (capacity != null) {
            updateCapacity(capacity);
        }
    }

    private void handOnEarly() throws IOException {
        try {
            handOn();
        } catch (HttpException e) {
            throw new IOException(e);
        }
    }

    @Override
    public synchronized void updateCapacity(CapacityChannel channel) throws IOException {
        switch (state) {
            case UNDECIDED -> capacity = channel;
            case PROGRAMS -> {
                if (consumer != null) {
                    consumer.updateCapacity(channel);
                } else {
                    channel.update(Integer.MAX_VALUE);
                }
            }
            default -> channel.update(MOST_READ);
        }
    }

    @Override
    public synchronized void consume(ByteBuffer bytes) throws IOException {
        if (state == State.PROGRAMS && consumer != null) {
            consumer.consume(bytes);
            return;
        }
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        if (state == State.UNDECIDED) {
            kept.write(copy);
            if (kept.size() > MOST_KEPT) {
                handOnEarly();
            }
        } else if (state == State.DROPPED) {
            dropped += copy.length;
            if (dropped > MOST_READ) {
                throw new HttpStreamResetException("The request is sent again");
            }
        }
    }

    @Override
    public synchronized void streamEnd(@Nullable List<? extends Header> last) throws HttpException, IOException {
        bodyEnded = true;
        trailers = last;
        if (state == State.PROGRAMS && consumer != null) {
            consumer.streamEnd(last);
        }
    }

    @Override
    public synchronized void releaseResources() {
        if (state == State.PROGRAMS && consumer != null) {
            consumer.releaseResources();
        }
    }

    /** The exchange with the server is over. */
    void completed() {
        synchronized (this) {
            completed = true;
        }
        endIfOver();
    }

    /** It has failed: that is the program's, if the response is. */
    void failed(Exception cause) {
        synchronized (this) {
            failure = cause;
        }
        endIfOver();
    }

    private void endIfOver() {
        State decided;
        Exception cause;
        synchronized (this) {
            decided = state;
            cause = failure;
            if (decided == State.UNDECIDED || (!completed && cause == null)) {
                return;
            }
            state = State.ENDED;
        }
        if (decided == State.DROPPED) {
            resend.run();
        } else if (decided == State.PROGRAMS) {
            end(cause);
        }
    }

    private void end(@Nullable Exception cause) {
        if (cause == null) {
            program.completed();
        } else {
            program.failed(cause);
        }
    }
}
