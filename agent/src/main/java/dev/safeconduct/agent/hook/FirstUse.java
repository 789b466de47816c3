package dev.safeconduct.agent.hook;

import java.security.PrivilegedAction;
import org.jspecify.annotations.Nullable;

/**
 * Something that is made when it is first asked for: then the client's classes are all there. Safe for all threads.
 *
 * @param <T> what is made
 */
public abstract class FirstUse<T> {

    /** From here on there is no security manager. */
    private static final int NO_SECURITY_MANAGER = 24;

    private final Class<?>[] fallbacks;
    private volatile @Nullable T made;

    /**
     * Made later, or not at all if our jar is not there any more.
     *
     * @param fallbacks what is used where it cannot be made: loaded now, as to name a class loads it
     */
    protected FirstUse(Class<?>... fallbacks) {
        this.fallbacks = fallbacks;
    }

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
            if (Runtime.version().feature() < NO_SECURITY_MANAGER) {
                OwnRights.use(new Fallbacks());
            }
            known = make();
            made = known;
        }
        return known;
    }

    /** They look up members of the JDK, which an application may not be allowed to do. */
    private final class Fallbacks implements PrivilegedAction<@Nullable Void> {
        @Override
        public @Nullable Void run() {
            for (Class<?> fallback : fallbacks) {
                try {
                    Class.forName(fallback.getName(), true, fallback.getClassLoader());
                } catch (ClassNotFoundException e) {
                    throw new IllegalStateException(e); // it is there already
                }
            }
            return null;
        }
    }
}
