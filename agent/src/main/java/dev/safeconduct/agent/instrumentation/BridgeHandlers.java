package dev.safeconduct.agent.instrumentation;

import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The bridge's handlers, by their numbers; the bridge, which can name no class of ours, has the same numbers.
 */
public final class BridgeHandlers {

    public static final int EXCHANGE = 0;
    public static final int FILTER = 1;
    public static final int BEFORE_WRITE = 2;
    public static final int SERVER_AUTHENTICATION = 3;
    public static final int FOLLOW_REDIRECT = 4;
    public static final int MAX_REDIRECTS = 5;

    private static final int COUNT = 6;

    @SuppressWarnings("rawtypes")
    private final BiFunction[] handlers = new BiFunction[COUNT];

    /** Sets a handler. */
    public void set(int number, BiFunction<Object, @Nullable Object, @Nullable Object> handler) {
        handlers[number] = handler;
    }

    /** As the bridge has them. */
    @SuppressWarnings("rawtypes")
    public BiFunction[] toArray() {
        return handlers.clone();
    }
}
