package dev.safeconduct.agent.hook.javanethttp;

import dev.safeconduct.client.request.KeptBody;
import dev.safeconduct.client.request.RequestExchange;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/** What is known of one request of the application, through all its hops. Refers to no object of the client. */
final class RequestState {

    private static final WeakReference<@Nullable Object> NO_RESPONSE = new WeakReference<>(null);

    final RequestExchange exchange;

    /** The header field of the last hop: the very string, which tells the agent's from the client's own. */
    volatile @Nullable String header;

    /** Whether the next hop is a resend. */
    volatile boolean resending;

    /** The body of a 401 that is held; null unless one is, because it refers to objects of the client. */
    volatile @Nullable HeldResponse held;

    /** A copy of a body that the client cannot send again by itself; null if missing. */
    volatile @Nullable KeptBody kept;

    /** The 401 that leads to a resend. */
    private volatile WeakReference<@Nullable Object> ready = NO_RESPONSE;

    RequestState(RequestExchange exchange) {
        this.exchange = exchange;
    }

    void resendAfter(Object response) {
        ready = new WeakReference<>(response);
    }

    /** Null if the body was not kept, or not whole. */
    byte @Nullable [] keptBody() {
        KeptBody copy = kept;
        return copy == null ? null : copy.whole();
    }

    void discardKept() {
        KeptBody copy = kept;
        kept = null;
        if (copy != null) {
            copy.discard();
        }
    }

    @Nullable HeldResponse takeHeld() {
        HeldResponse response = held;
        held = null;
        return response;
    }

    /** Whether this is the response that leads to a resend; true once. */
    boolean takeReady(Object response) {
        if (!ready.refersTo(response)) {
            return false;
        }
        ready = NO_RESPONSE;
        return true;
    }
}
