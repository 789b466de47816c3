package dev.safeconduct.client.internal.record;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A record and the version to compare when it is replaced.
 *
 * @param value null if it is missing, or about something else
 * @param version null if nothing is stored under its name
 */
public record Versioned<T>(@Nullable T value, @Nullable String version) {

    /** Whether anything is stored, about whatever. */
    public boolean isThere() {
        return value != null || version != null;
    }

    /** Whether both are of one version. Null is for a store that could not be read: it differs from a record that is missing. */
    public static boolean isSameVersion(@Nullable Versioned<?> one, @Nullable Versioned<?> other) {
        if (one == null || other == null) {
            return one == null && other == null;
        }
        return Objects.equals(one.version, other.version);
    }
}
