package dev.safeconduct.clients.armeria;

import com.linecorp.armeria.client.ClientRequestContext;
import dev.safeconduct.client.request.NonBlockingExchange;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;

/** Who decides on a request of the program's, and what was decided; kept in the context in which that began. */
record Decisions(AuthorizingClient owner, NonBlockingExchange exchange) {

    /** The same for all copies of this adapter, be it the agent's, the program's, or a relocated one. */
    private static final AttributeKey<Object> KEY = AttributeKey.valueOf("safeconduct");

    /** What is kept: of this class, or of another copy's; null if none has begun. */
    static @Nullable Object in(ClientRequestContext first) {
        return first.ownAttr(KEY);
    }

    void keepIn(ClientRequestContext first) {
        first.setAttr(KEY, this);
    }

    /** A program may show it. */
    @Override
    public String toString() {
        return "safeconduct";
    }
}
