package dev.safeconduct.client.internal.record;

import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStore.Index;
import dev.safeconduct.spi.TokenStore.Reach;
import dev.safeconduct.spi.TokenStoreException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What is stored, by kind. Safe for all threads; all kinds block. */
public final class Records {

    /** What is stored of one session. */
    public record OfSession(List<TokenRecord> tokens, List<PendingLogin> pendingLogins) {}

    private final TokenStore store;
    private final StoreEncryption encryption;
    private final @Nullable TokenStore fallback;
    private final RecordStore records;
    private final TokenRecords tokens;
    private final RegistrationRecords registrations;
    private final AuthMethodTrials authMethodTrials;
    private final PendingLogins pendingLogins;
    private final WebLogins webLogins;
    private final CredentialIssuers credentialIssuers;
    private final IssuerIdentifications issuerIdentifications;

    /**
     * Over any store. In one that outlives this process an earlier version may have stored a login under another name.
     *
     * @param fallback where the Go tool keeps its tokens, which are read and never written; null for nowhere
     * @param keys those that the store is encrypted with, never the fallback
     */
    public Records(TokenStore store, @Nullable TokenStore fallback, StoreKeys keys) {
        this(store, fallback, keys, store.reach() != Reach.PROCESS);
    }

    /** Over a store that is not encrypted. */
    public Records(TokenStore store, @Nullable TokenStore fallback) {
        this(store, fallback, StoreKeys.none());
    }

    private Records(TokenStore store, @Nullable TokenStore fallback, StoreKeys keys, boolean hasEarlierNames) {
        EncryptedStore encrypted = new EncryptedStore(store, keys);
        this.store = encrypted;
        this.encryption = new StoreEncryption(store, encrypted, keys);
        this.fallback = fallback;
        this.records = new RecordStore(encrypted);
        this.tokens = new TokenRecords(records, fallback == null ? null : new RecordStore(fallback), hasEarlierNames);
        this.registrations = new RegistrationRecords(records);
        this.authMethodTrials = new AuthMethodTrials(records);
        this.pendingLogins = new PendingLogins(records);
        this.webLogins = new WebLogins(records);
        this.credentialIssuers = new CredentialIssuers(records);
        this.issuerIdentifications = new IssuerIdentifications(records);
    }

    /** Over a file store, which finds by the present name what an earlier version has stored. */
    public static Records onFiles(TokenStore store, @Nullable TokenStore fallback, StoreKeys keys) {
        return new Records(store, fallback, keys, false);
    }

    public TokenRecords tokens() {
        return tokens;
    }

    public RegistrationRecords registrations() {
        return registrations;
    }

    public AuthMethodTrials authMethodTrials() {
        return authMethodTrials;
    }

    public PendingLogins pendingLogins() {
        return pendingLogins;
    }

    public WebLogins webLogins() {
        return webLogins;
    }

    public CredentialIssuers credentialIssuers() {
        return credentialIssuers;
    }

    public IssuerIdentifications issuerIdentifications() {
        return issuerIdentifications;
    }

    /**
     * The tokens and pending logins of a session that can be read, with one listing.
     *
     * @param unreadable is told of each record that cannot be read: it does not hide the others
     * @throws TokenStoreException if the store does not say what there is
     */
    public OfSession ofSession(String session, Consumer<TokenStoreException> unreadable) throws TokenStoreException {
        List<String> names = records.names(Index.SESSION, session);
        return new OfSession(tokens.all(names, session, unreadable), pendingLogins.all(names, session, unreadable));
    }

    /** Encrypts what is there. */
    public StoreEncryption encryption() {
        return encryption;
    }

    /** The store below, which encrypts where a key is configured. */
    public TokenStore store() {
        return store;
    }

    /** Gives back what the stores hold open; {@code alsoStore} is false for a store that the program closes. */
    public void close(boolean alsoStore) {
        if (alsoStore) {
            store.close();
        }
        if (fallback != null) {
            fallback.close();
        }
    }
}
