package dev.safeconduct.client.internal.authentication;

import dev.safeconduct.client.internal.text.Remedies;
import dev.safeconduct.client.oauth.ConfigException;
import org.jspecify.annotations.Nullable;

/** The settings of a configured client, read at each use. Safe for all threads; may block. */
public interface ClientSettings {

    /** For a surface that has no settings. */
    ClientSettings NONE = new ClientSettings() {
        @Override
        public @Nullable String setting(String suffix) {
            return null;
        }

        @Override
        public boolean isSet(String suffix) {
            return false;
        }

        @Override
        public String key(String suffix) {
            return suffix;
        }

        @Override
        public Remedies remedies() {
            return Remedies.NONE;
        }
    };

    /**
     * The value of a setting, as it is now; null if it is not set.
     *
     * @param suffix what follows the server's name in the key
     * @throws ConfigException if the variable or file that it is in is missing
     */
    @Nullable String setting(String suffix) throws ConfigException;

    /** Whether it is set, without looking at the value. */
    boolean isSet(String suffix);

    /** The whole key of a setting. */
    String key(String suffix);

    /** What to set, to be pasted. */
    Remedies remedies();
}
