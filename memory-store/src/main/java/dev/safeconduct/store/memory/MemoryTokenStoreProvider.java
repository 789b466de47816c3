package dev.safeconduct.store.memory;

import dev.safeconduct.spi.ProviderConfig;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.spi.TokenStoreProvider;
import org.jspecify.annotations.Nullable;

/**
 * Makes stores that keep everything in memory; each is a storage of its own. The key
 * {@code safeconduct.store.memory.max-entries} says how many entries one may have, by default {@value #DEFAULT_MAX_ENTRIES}.
 * One that is full refuses new entries and goes on replacing those that it has.
 */
public final class MemoryTokenStoreProvider implements TokenStoreProvider {

    static final String MAX_ENTRIES_KEY = "safeconduct.store.memory.max-entries";
    static final int DEFAULT_MAX_ENTRIES = 100_000;

    /** For {@link java.util.ServiceLoader}. */
    public MemoryTokenStoreProvider() {}

    @Override
    public String name() {
        return "memory";
    }

    /** @throws TokenStoreException if the number of entries is not a number; the message names the key */
    @Override
    public TokenStore create(ProviderConfig config) throws TokenStoreException {
        try {
            return new MemoryTokenStore(config.clock(), maxEntries(config.get(MAX_ENTRIES_KEY)));
        } catch (IllegalArgumentException e) { // of a key whose file or variable is missing, which it names
            throw new TokenStoreException(String.valueOf(e.getMessage()), e);
        }
    }

    private static int maxEntries(@Nullable String text) throws TokenStoreException {
        if (text == null) {
            return DEFAULT_MAX_ENTRIES;
        }
        String digits = text.strip();
        if (!digits.matches("[1-9][0-9]{0,8}")) {
            throw new TokenStoreException(
                    MAX_ENTRIES_KEY + " is not a number from 1 to 999999999, as in 1000000. Correct it.");
        }
        return Integer.parseInt(digits);
    }
}
