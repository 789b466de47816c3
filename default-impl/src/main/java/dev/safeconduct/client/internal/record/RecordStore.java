package dev.safeconduct.client.internal.record;

import dev.safeconduct.spi.Entry;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStore.Index;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.spi.VersionedEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records of any kind over a {@link TokenStore}: the classes beside this one say under which name and in which format.
 * {@link #entry} and {@link #content} are the one place where a record becomes what is stored, and back. Safe for all
 * threads; blocks.
 */
final class RecordStore {

    /** Reads one kind of record. */
    interface Format<T> {

        /** Null if it is about something else; any exception means that it cannot be read. */
        @Nullable T read(byte[] content) throws OAuthException;
    }

    /** A file that another program is writing in place may look torn: so often, and so long apart, it is read again. */
    private static final int TORN_READS = 5;

    private static final Duration TORN_READ_PAUSE = Duration.ofMillis(20);

    private final TokenStore store;

    RecordStore(TokenStore store) {
        this.store = store;
    }

    /**
     * Reads a record.
     *
     * @throws TokenStoreException if it is there and cannot be read
     */
    <T> Versioned<T> read(String name, Format<T> format) throws TokenStoreException {
        for (int attempt = 1; ; attempt++) {
            VersionedEntry entry = store.read(name);
            if (entry == null) {
                return new Versioned<>(null, null);
            }
            try {
                return new Versioned<>(format.read(content(entry)), entry.version());
            } catch (OAuthException | RuntimeException e) {
                if (attempt == TORN_READS) {
                    throw new TokenStoreException(
                            "The record " + store.locate(name) + " in the store cannot be read: " + e.getMessage()
                                    + " It was left as it is; a new login replaces it.",
                            e);
                }
                pause();
            }
        }
    }

    /** Writes a record if it still has that version. */
    boolean replace(String name, @Nullable String expectedVersion, byte[] content, Map<Index, String> index)
            throws TokenStoreException {
        return replace(name, expectedVersion, content, index, null);
    }

    /** The same, for a record that expires. */
    boolean replace(
            String name,
            @Nullable String expectedVersion,
            byte[] content,
            Map<Index, String> index,
            @Nullable Instant expiresAt)
            throws TokenStoreException {
        return store.replace(name, expectedVersion, entry(content, index, expiresAt));
    }

    /**
     * Writes a record whatever is there, readable or not.
     *
     * @return whether nothing was there
     */
    boolean put(String name, byte[] content, Map<Index, String> index) throws TokenStoreException {
        while (true) {
            VersionedEntry current = store.read(name);
            if (replace(name, current == null ? null : current.version(), content, index)) {
                return current == null;
            }
        }
    }

    /** Removes a record if it still has that version. */
    boolean remove(String name, String expectedVersion) throws TokenStoreException {
        return store.remove(name, expectedVersion);
    }

    /** Removes a record whatever its version. */
    void remove(String name) throws TokenStoreException {
        while (true) {
            VersionedEntry current = store.read(name);
            if (current == null || store.remove(name, current.version())) {
                return;
            }
        }
    }

    /** The names of all records that carry the index value, and possibly of others. */
    List<String> names(Index index, String value) throws TokenStoreException {
        return store.list(index, IndexValue.of(value));
    }

    /** Waits for a lease; null if another owner kept it for that long. */
    TokenStore.@Nullable Lease lease(String name, Duration wait) throws TokenStoreException, InterruptedException {
        return store.lease(name, wait);
    }

    /** An entry with index values of any length. */
    static Entry entry(byte[] content, Map<Index, String> index, @Nullable Instant expiresAt) {
        Map<Index, String> values = new EnumMap<>(Index.class);
        index.forEach((name, value) -> values.put(name, IndexValue.of(value)));
        return new Entry(content, values, expiresAt);
    }

    private static byte[] content(VersionedEntry entry) {
        return entry.bytes();
    }

    private static void pause() throws TokenStoreException {
        try {
            Thread.sleep(TORN_READ_PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TokenStoreException("Interrupted while reading the store.", e);
        }
    }
}
