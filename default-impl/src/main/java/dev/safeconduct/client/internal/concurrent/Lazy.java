package dev.safeconduct.client.internal.concurrent;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something that is made when it is first asked for, once. Safe for all threads.
 *
 * @param <T> what is made
 */
public final class Lazy<T> implements Supplier<T> {

    private final Supplier<T> maker;
    private volatile @Nullable T made;

    /** @param maker called once, with a lock held; if it throws, it is called again next time */
    public Lazy(Supplier<T> maker) {
        this.maker = maker;
    }

    @Override
    public T get() {
        T known = made;
        return known != null ? known : make();
    }

    private synchronized T make() {
        T known = made;
        if (known == null) {
            known = maker.get();
            made = known;
        }
        return known;
    }

    /** Calls for what was made, if it was; waits while it is being made. */
    public synchronized void ifMade(Consumer<? super T> consumer) {
        T known = made;
        if (known != null) {
            consumer.accept(known);
        }
    }
}
