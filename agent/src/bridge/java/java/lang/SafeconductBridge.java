package java.lang;

import java.util.function.BiFunction;

/**
 * Stands in the JDK's own package, so that woven classes of any loader and module can reach the agent. Uses JDK types
 * only, and its one field is set by the agent, which alone can look it up.
 *
 * <p>The host can call this method too. It gets nothing by that: no handler gives out a token, and none does more than
 * what the woven class does anyway.
 */
public final class SafeconductBridge {

    /** By the numbers that {@code dev.safeconduct.agent.hook.Sites} gives out. */
    private static volatile BiFunction<Object, Object, Object>[] handlers;

    private SafeconductBridge() {}

    /**
     * Called from woven code.
     *
     * @param self {@code this}, or the woven class where it is missing
     */
    public static Object call(int site, Object self, Object argument) {
        return handlers[site].apply(self, argument);
    }
}
