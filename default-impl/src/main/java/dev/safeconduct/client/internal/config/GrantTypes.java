package dev.safeconduct.client.internal.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The grants that a server can be configured for. */
public interface GrantTypes {

    /** All of them, the default first. */
    List<? extends GrantType> all();

    /** The names of grants that a later version supports. */
    List<String> later();

    /**
     * The grant of this name.
     *
     * @param name null for the default
     * @throws IllegalArgumentException if it is missing
     */
    default GrantType named(@Nullable String name) {
        for (GrantType grant : all()) {
            if (name == null || grant.name().equals(name)) {
                return grant;
            }
        }
        throw new IllegalArgumentException("an unsupported grant: " + name);
    }
}
