package dev.safeconduct.client.internal.record;

import dev.safeconduct.spi.Entry;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.spi.VersionedEntry;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * In place of a store that could not be opened, for a program whose grants can do without: what needs the store
 * is told why it is missing. Safe for all threads.
 */
public final class UnopenedStore implements TokenStore {

    private final TokenStoreException reason;

    /** @param reason why the store could not be opened */
    public UnopenedStore(TokenStoreException reason) {
        this.reason = reason;
    }

    private TokenStoreException unopened() {
        return new TokenStoreException(String.valueOf(reason.getMessage()), reason);
    }

    @Override
    public @Nullable VersionedEntry read(String name) throws TokenStoreException {
        throw unopened();
    }

    @Override
    public boolean replace(String name, @Nullable String expectedVersion, Entry entry) throws TokenStoreException {
        throw unopened();
    }

    @Override
    public boolean remove(String name, String expectedVersion) throws TokenStoreException {
        throw unopened();
    }

    @Override
    public List<String> list(Index index, String value) throws TokenStoreException {
        throw unopened();
    }

    @Override
    public List<String> names() throws TokenStoreException {
        throw unopened();
    }

    @Override
    public @Nullable Lease lease(String name, Duration wait) throws TokenStoreException {
        throw unopened();
    }

    @Override
    public Reach reach() {
        return Reach.PROCESS;
    }

    @Override
    public void close() {}
}
