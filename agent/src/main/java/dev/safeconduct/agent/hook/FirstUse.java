package dev.safeconduct.agent.hook;

import org.jspecify.annotations.Nullable;

/**
 * Something that is made when it is first asked for: then the client's classes are all there. Safe for all threads.
 *
 * @param <T> what is made
 */
public abstract class FirstUse<T> {

    private volatile @Nullable T made;

    /**
     * Made later, or not at all if our jar is not there any more.
     *
     * @param fallbacks what is used where it cannot be made: loaded now, as to name a class loads it
     */
    protected FirstUse(Class<?>... fallbacks) {}

    /** Makes it; called once. */
    protected abstract T make();

    /** It, made now if it is not there yet. */
    public final T get() {
        T known = made;
        return known != null ? known : makeOnce();
    }

    private synchronized T makeOnce() {
        T known = made;
        if (known == null) {
            known = make();
            made = known;
        }
        return known;
    }
}
