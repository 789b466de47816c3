package dev.safeconduct.agent.hook;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * What is known about objects of the host, by identity, as no field can be added to a loaded class and equality may be
 * by value. Safe for all threads. A value lives as long as its key, which it must not refer to. Looking up allocates
 * nothing.
 *
 * @param <V> the values
 */
public final class WeakIdentityMap<V> {

    private static final class Entry<V> extends WeakReference<Object> {
        private final int hash;
        private final V value;
        private @Nullable Entry<V> next;

        Entry(Object key, int hash, V value, @Nullable Entry<V> next, ReferenceQueue<Object> queue) {
            super(key, queue);
            this.hash = hash;
            this.value = value;
            this.next = next;
        }
    }

    private final ReferenceQueue<Object> collected = new ReferenceQueue<>();
    private @Nullable Entry<V>[] buckets = newBuckets(16);
    private int count;

    /** The count, for those who only want to know whether it is worth the lock. */
    private volatile int size;

    /** The value of this key, or null. */
    public @Nullable V get(Object key) {
        if (size == 0) {
            return null;
        }
        int hash = System.identityHashCode(key);
        synchronized (this) {
            Entry<V> entry = find(key, hash);
            return entry == null ? null : entry.value;
        }
    }

    /** The value of this key; this one from now on if it has none. */
    public synchronized V putIfAbsent(Object key, V value) {
        expunge();
        int hash = System.identityHashCode(key);
        Entry<V> known = find(key, hash);
        if (known != null) {
            return known.value;
        }
        if (count >= buckets.length) {
            grow();
        }
        int place = hash & (buckets.length - 1);
        buckets[place] = new Entry<>(key, hash, value, buckets[place], collected);
        count++;
        size = count;
        return value;
    }

    /**
     * Forgets the value of a key that is of no use any more. Who does not wait for the key to be collected spares the
     * collector a copy of the value each time, and the map a search.
     */
    public void remove(Object key) {
        if (size == 0) {
            return;
        }
        int hash = System.identityHashCode(key);
        synchronized (this) {
            Entry<V> entry = find(key, hash);
            if (entry != null) {
                remove(entry);
            }
        }
    }

    /** How many values there are; some of their keys may have been collected already. */
    public int size() {
        return size;
    }

    private @Nullable Entry<V> find(Object key, int hash) {
        for (Entry<V> entry = buckets[hash & (buckets.length - 1)]; entry != null; entry = entry.next) {
            if (entry.hash == hash && entry.refersTo(key)) {
                return entry;
            }
        }
        return null;
    }

    private void expunge() {
        for (Reference<?> gone = collected.poll(); gone != null; gone = collected.poll()) {
            remove((Entry<?>) gone);
        }
    }

    /** If it is still there. */
    private void remove(Entry<?> gone) {
        int place = gone.hash & (buckets.length - 1);
        Entry<V> before = null;
        for (Entry<V> entry = buckets[place]; entry != null; entry = entry.next) {
            if (entry == gone) {
                if (before == null) {
                    buckets[place] = entry.next;
                } else {
                    before.next = entry.next;
                }
                count--;
                size = count;
                return;
            }
            before = entry;
        }
    }

    private void grow() {
        @Nullable Entry<V>[] old = buckets;
        buckets = newBuckets(old.length * 2);
        for (Entry<V> head : old) {
            Entry<V> entry = head;
            while (entry != null) {
                Entry<V> next = entry.next;
                int place = entry.hash & (buckets.length - 1);
                entry.next = buckets[place];
                buckets[place] = entry;
                entry = next;
            }
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <V> @Nullable Entry<V>[] newBuckets(int length) {
        return (@Nullable Entry<V>[]) new Entry[length];
    }
}
