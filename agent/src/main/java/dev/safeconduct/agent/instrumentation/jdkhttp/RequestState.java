package dev.safeconduct.agent.instrumentation.jdkhttp;

import dev.safeconduct.client.oauth.Authorization;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/** What is known of one request of the application, through all its hops. Refers to no object of the client. */
final class RequestState {

    private static final WeakReference<@Nullable Object> NO_RESPONSE = new WeakReference<>(null);

    /** What the last hop carried, and its header field: the very string, which tells ours from the client's own. */
    volatile Authorization sent = Authorization.none();

    volatile @Nullable String header;

    /** What a 401 is answered with; each request of the application gets one such answer. */
    volatile @Nullable Authorization answer;

    /** Whether the next hop is the answer to a 401. */
    volatile boolean resending;

    /** The 401 that is about to be answered. */
    private volatile WeakReference<@Nullable Object> ready = NO_RESPONSE;

    boolean isAnswered() {
        return answer != null;
    }

    void answer(Object response, Authorization with) {
        answer = with;
        ready = new WeakReference<>(response);
    }

    /** Whether this is the response to be answered; true once. */
    boolean takeReady(Object response) {
        if (!ready.refersTo(response)) {
            return false;
        }
        ready = NO_RESPONSE;
        return true;
    }
}
