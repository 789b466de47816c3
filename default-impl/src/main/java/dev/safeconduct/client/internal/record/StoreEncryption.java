package dev.safeconduct.client.internal.record;

import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.spi.VersionedEntry;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Encrypts what is in a store with the present key: what is not encrypted, and what is by an old key. Each entry is
 * replaced by itself, under its lease and by compare-and-set, so that programs may go on meanwhile, and who is stopped in
 * the middle begins again and finds the rest. Blocks.
 */
public final class StoreEncryption {

    /** What was done with an entry. */
    public enum Result {
        /** It was not encrypted before. */
        ENCRYPTED,
        /** It was encrypted with an old key. */
        REENCRYPTED,
        /** It was encrypted with the present key already, or is gone. */
        UNCHANGED,
        /** The Go tool wrote and uses it: it stays as it is, and there is an encrypted copy. */
        LEFT_TO_GO_TOOL
    }

    private static final Duration LEASE_WAIT = Duration.ofSeconds(20);

    private final TokenStore store;
    private final EncryptedStore encrypted;
    private final StoreKeys keys;

    /** @param encrypted over {@code store} */
    StoreEncryption(TokenStore store, EncryptedStore encrypted, StoreKeys keys) {
        this.store = store;
        this.encrypted = encrypted;
        this.keys = keys;
    }

    /**
     * Encrypts all entries.
     *
     * @param done is told of each entry
     * @param failed is told of each entry that could not be encrypted, and is as it was; it does not hide the others
     * @throws TokenStoreException if there is no key, or the store does not say what there is
     */
    public void run(Consumer<Result> done, Consumer<TokenStoreException> failed)
            throws TokenStoreException, InterruptedException {
        if (!keys.areConfigured()) {
            throw new TokenStoreException("There is no key to encrypt the token store with: set " + StoreKeys.KEY
                    + " or " + StoreKeys.COMMAND + ".");
        }
        StoreKey present = keys.present();
        for (String name : store.names()) {
            try {
                done.accept(encrypt(name, present));
            } catch (TokenStoreException e) {
                failed.accept(e);
            } catch (OAuthException | RuntimeException e) { // as where a record is read: of a content that is not one
                failed.accept(new TokenStoreException(
                        "The entry " + store.locate(name) + " cannot be read, and was left as it is: " + e.getMessage(),
                        e));
            }
        }
    }

    private Result encrypt(String found, StoreKey present) throws OAuthException, InterruptedException {
        VersionedEntry entry = store.read(found);
        if (entry == null) {
            return Result.UNCHANGED;
        }
        String name = StoredContent.name(found, content(found, entry));
        try (TokenStore.Lease lease = store.lease(RecordNames.lasting(name), LEASE_WAIT)) {
            if (lease == null) {
                throw new TokenStoreException(
                        "The entry " + store.locate(name) + " was not encrypted: another process has" + " kept it for "
                                + LEASE_WAIT.toSeconds() + " s. Try it again.");
            }
            return encrypt(found, name, present);
        }
    }

    private Result encrypt(String found, String name, StoreKey present) throws OAuthException {
        Result result = replace(found, name, present);
        VersionedEntry left = found.equals(name) ? null : store.read(found);
        if (left == null || EntrySeal.isSealed(left.bytes())) {
            return result;
        }
        if (StoredContent.isOfGoTool(found, left.bytes())) {
            return Result.LEFT_TO_GO_TOOL;
        }
        // Under today's name it is encrypted now, and takes precedence.
        if (!store.remove(found, left.version())) {
            throw changed(found);
        }
        return result;
    }

    /** Writes an entry encrypted, under the name that it has today. */
    private Result replace(String found, String name, StoreKey present) throws OAuthException {
        VersionedEntry current = store.read(name);
        VersionedEntry source = current == null ? store.read(found) : current;
        if (source == null) {
            return Result.UNCHANGED;
        }
        byte[] content = content(name, source);
        boolean isSealed = EntrySeal.isSealed(source.bytes());
        if (current != null && isSealed && present.hasId(EntrySeal.keyId(source.bytes()))) {
            return Result.UNCHANGED;
        }
        String version = current == null ? null : current.version();
        if (!encrypted.replace(name, version, StoredContent.entry(name, content))) {
            throw changed(name);
        }
        return isSealed ? Result.REENCRYPTED : Result.ENCRYPTED;
    }

    private byte[] content(String name, VersionedEntry entry) throws TokenStoreException {
        return EntrySeal.isSealed(entry.bytes()) ? encrypted.open(name, entry.bytes()) : entry.bytes();
    }

    private TokenStoreException changed(String name) {
        return new TokenStoreException(
                "The entry " + store.locate(name) + " was changed by another process meanwhile. Encrypt it again.");
    }
}
