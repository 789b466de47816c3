package dev.safeconduct.store.memory;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Names by a value that few or many of them share: a session has few, an issuer maybe all. What a call costs does not
 * depend on how many there are. Safe for all threads; who reads waits for no writer.
 */
final class NamesByValue<V> {

    /** Up to so many are kept in a set that is replaced, which takes a tenth of the memory of one that is changed. */
    private static final int FEW = 8;

    private final ConcurrentMap<V, Set<String>> names = new ConcurrentHashMap<>();

    void add(V value, String name) {
        names.compute(value, (same, before) -> with(before, name));
    }

    void remove(V value, String name) {
        names.computeIfPresent(value, (same, before) -> without(before, name));
    }

    /** All names with this value. */
    List<String> of(V value) {
        return List.copyOf(names.getOrDefault(value, Set.of()));
    }

    private static Set<String> with(@Nullable Set<String> before, String name) {
        if (before == null) {
            return Set.of(name);
        }
        Set<String> after = isReplaced(before) ? copy(before) : before;
        after.add(name);
        return after.size() > FEW ? after : Set.copyOf(after);
    }

    private static @Nullable Set<String> without(Set<String> before, String name) {
        Set<String> after = isReplaced(before) ? new HashSet<>(before) : before;
        after.remove(name);
        if (after.isEmpty()) {
            return null;
        }
        return after.size() > FEW ? after : Set.copyOf(after);
    }

    private static boolean isReplaced(Set<String> names) {
        return names.size() <= FEW;
    }

    private static Set<String> copy(Set<String> names) {
        Set<String> copy = ConcurrentHashMap.newKeySet();
        copy.addAll(names);
        return copy;
    }
}
