package dev.safeconduct.agent.hook;

import java.util.ArrayList;
import java.util.List;
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
    public static final int BEFORE_CONNECT = 6;

    private static final int COUNT = 7;

    private final List<Class<?>> fallbacks = new ArrayList<>();

    @SuppressWarnings("rawtypes")
    private final BiFunction[] handlers = new BiFunction[COUNT];

    /**
     * Loads what a handler falls back to, which has to be there even if our jar is not any more. To name the classes has
     * loaded them; they are not initialised yet.
     */
    public void keepLoaded(Class<?>... classes) {
        fallbacks.addAll(List.of(classes));
    }

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
