package dev.safeconduct.clients.grpc;

import io.grpc.ClientCall;
import java.io.Closeable;
import org.jspecify.annotations.Nullable;

/**
 * What the program has sent of a call, until the server begins to answer. A message is written once more by its
 * marshaller, as gRPC does for its own retries. Not safe for several threads.
 */
final class SentMessage<Q> {

    private boolean isRepeatable;
    private @Nullable Q message;
    private boolean isEnded;
    private @Nullable Boolean compression;

    /** Of a call that begins. */
    SentMessage(boolean isOne) {
        isRepeatable = isOne;
    }

    /** A stream can be read once, and of several messages none is kept. */
    void add(Q next) {
        if (message != null || next instanceof Closeable) {
            forget();
        }
        if (isRepeatable) {
            message = next;
        }
    }

    void compress(boolean enabled) {
        compression = enabled;
    }

    void end() {
        isEnded = true;
    }

    void forget() {
        isRepeatable = false;
        message = null;
    }

    boolean isRepeatable() {
        return isRepeatable;
    }

    void writeTo(ClientCall<Q, ?> call) {
        if (compression != null) {
            call.setMessageCompression(compression);
        }
        if (message != null) {
            call.sendMessage(message);
        }
        if (isEnded) {
            call.halfClose();
        }
    }
}
