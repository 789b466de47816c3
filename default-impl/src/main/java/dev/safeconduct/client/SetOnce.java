package dev.safeconduct.client;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An option of a builder may be set once: of two values, one would be lost without a word. */
final class SetOnce {

    private SetOnce() {}

    /**
     * The value of an option that is set now.
     *
     * @param before what it was; null if it was not set
     * @throws IllegalStateException if it was set
     */
    static <T> T value(@Nullable T before, T value, String option) {
        if (before != null) {
            throw new IllegalStateException(option + " is set already");
        }
        return Objects.requireNonNull(value, option);
    }
}
