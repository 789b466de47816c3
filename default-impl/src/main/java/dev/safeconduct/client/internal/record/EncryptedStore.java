package dev.safeconduct.client.internal.record;

import dev.safeconduct.spi.Entry;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.spi.VersionedEntry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts what another store keeps, where a key is configured, and reads what is encrypted. What it cannot read it does
 * not replace or remove either, as both need the version that a read returns: a missing or wrong key ends no login.
 *
 * <p>Where a key is configured, an entry that is not encrypted is refused: who can write the store, but does not have the
 * key, could have put it there. {@link StoreEncryption} encrypts what is from before.
 *
 * <p>Index values are replaced by an HMAC. What the store shows is how many entries there are, how large they are, which of
 * them share an index value, and when they expire. A writer of the store can delete entries and bring back an old one.
 */
final class EncryptedStore implements TokenStore {

    private final TokenStore store;
    private final StoreKeys keys;

    EncryptedStore(TokenStore store, StoreKeys keys) {
        this.store = store;
        this.keys = keys;
    }

    @Override
    public @Nullable VersionedEntry read(String name) throws TokenStoreException {
        if (keys.areConfigured()) {
            var unused = keys.present(); // if it is not usable, that is said before anything is obtained to be stored
        }
        VersionedEntry entry = store.read(name);
        return entry == null ? null : new VersionedEntry(entry.version(), content(name, entry.bytes()));
    }

    private byte[] content(String name, byte[] bytes) throws TokenStoreException {
        if (EntrySeal.isSealed(bytes)) {
            return open(name, bytes);
        }
        if (keys.areConfigured()) {
            throw new TokenStoreException("The entry " + locate(name) + " is not encrypted, although " + StoreKeys.KEY
                    + " is set: it is not used, because another user may have put it there. If it is older than the key,"
                    + " encrypt it with the command line's store encrypt; else remove it.");
        }
        return bytes;
    }

    /**
     * Decrypts an entry.
     *
     * @throws TokenStoreException if its key is missing, or it is not what was encrypted under this name
     */
    byte[] open(String name, byte[] sealed) throws TokenStoreException {
        byte[] id = EntrySeal.keyId(sealed);
        StoreKey key = id == null ? null : keys.find(id);
        if (id != null && key == null) {
            throw new TokenStoreException(withoutKey(name, EntrySeal.shown(id)));
        }
        byte[] content = key == null ? null : EntrySeal.open(key, name, sealed);
        if (content == null) {
            throw new TokenStoreException("The entry " + locate(name) + " is not what was encrypted under this name: it"
                    + " is damaged, was copied from another entry, or is of a later version. It is not used and was left"
                    + " as it is. Restore it from a backup, or remove it and log in again.");
        }
        return content;
    }

    private String withoutKey(String name, String id) throws TokenStoreException {
        String found = keys.areConfigured()
                ? "not " + StoreKeys.KEY + " (" + keys.present() + "), nor one of " + StoreKeys.OLD
                : "not configured";
        String remedy = keys.areConfigured() ? "Add it to " + StoreKeys.OLD : "Set " + StoreKeys.KEY + " to it";
        return "The entry " + locate(name) + " is encrypted with the key " + id + ", which is " + found + ". " + remedy
                + "; only if that key is lost, remove the entry and log in again.";
    }

    @Override
    public boolean replace(String name, @Nullable String expectedVersion, Entry entry) throws TokenStoreException {
        return store.replace(name, expectedVersion, keys.areConfigured() ? sealed(name, entry) : entry);
    }

    /** An entry as it lies in the store. */
    Entry sealed(String name, Entry entry) throws TokenStoreException {
        StoreKey key = keys.present();
        Map<Index, String> index = new EnumMap<>(Index.class);
        entry.index().forEach((of, value) -> index.put(of, key.indexValue(value)));
        return new Entry(EntrySeal.seal(key, name, entry.bytes()), index, entry.expiresAt());
    }

    @Override
    public boolean remove(String name, String expectedVersion) throws TokenStoreException {
        return store.remove(name, expectedVersion);
    }

    /** Also what is not encrypted, or by an old key: it is not forgotten, but read and reported. */
    @Override
    public List<String> list(Index index, String value) throws TokenStoreException {
        if (!keys.areConfigured()) {
            return store.list(index, value);
        }
        Set<String> names = new LinkedHashSet<>();
        for (StoreKey key : keys.all()) {
            names.addAll(store.list(index, key.indexValue(value)));
        }
        names.addAll(store.list(index, value));
        return List.copyOf(names);
    }

    @Override
    public List<String> names() throws TokenStoreException {
        return store.names();
    }

    @Override
    public @Nullable Lease lease(String name, Duration wait) throws TokenStoreException, InterruptedException {
        return store.lease(name, wait);
    }

    @Override
    public String locate(String name) {
        return store.locate(name);
    }

    @Override
    public Reach reach() {
        return store.reach();
    }

    @Override
    public void close() {
        store.close();
    }
}
