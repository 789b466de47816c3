package dev.safeconduct.client.internal.record;

import dev.safeconduct.client.oauth.ClientInformation;
import dev.safeconduct.client.oauth.ServerUrl;
import dev.safeconduct.client.oauth.TokenKey;
import dev.safeconduct.spi.Entry;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStore.Index;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.spi.VersionedEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The typed records above a {@link TokenStore}: tokens, registrations, pending logins. The only place that knows names
 * and formats. Safe for all threads; blocks.
 */
public final class Records {

    /** A record and the version to compare when it is replaced; a null record has version null. */
    public record Versioned<T>(@Nullable T value, @Nullable String version) {}

    /**
     * A login that was asked for and has not ended.
     *
     * @param key whose login
     * @param asked when it was asked for
     * @param openedUntil until when no other login may be opened for the same server; null if nothing was opened
     */
    public record PendingLogin(TokenKey key, Instant asked, @Nullable Instant openedUntil) {}

    /** A file that another program is writing in place may look torn: so often, and so long apart, it is read again. */
    private static final int TORN_READS = 5;

    private static final Duration TORN_READ_PAUSE = Duration.ofMillis(20);

    private final TokenStore store;
    private final @Nullable TokenStore fallback;

    /** @param fallback where the Go tool keeps its tokens, which are read and never written; null for nowhere */
    public Records(TokenStore store, @Nullable TokenStore fallback) {
        this.store = store;
        this.fallback = fallback;
    }

    /** The store below. */
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

    /**
     * Where a token lies, or would lie: to be given back when it is replaced, so that no name has to be looked for again.
     *
     * @param version null if nothing is there
     */
    public record TokenPlace(String name, @Nullable String version) {}

    /**
     * A token and its place.
     *
     * @param value null if missing
     */
    public record PlacedToken(@Nullable TokenRecord value, TokenPlace place) {}

    /**
     * Reads the token of a key, in one read where it lies under the Go tool's name, or has a name of its own. A record that
     * is about another server than its name says is not used.
     *
     * @throws TokenStoreException if it cannot be read
     */
    public PlacedToken token(TokenKey key) throws TokenStoreException {
        PlacedToken found = key.isDefault() ? sharedOrOwn(key) : read(key, RecordNames.token(key));
        if (found.value() == null && fallback != null && key.isDefault()) {
            TokenRecord ofGoTool = readToken(fallback, RecordNames.sharedToken(key), record -> belongs(record, key))
                    .value();
            return new PlacedToken(ofGoTool, found.place());
        }
        return found;
    }

    /** Under the Go tool's name, unless that is taken by a login of this client for another URL that shares it. */
    private PlacedToken sharedOrOwn(TokenKey key) throws TokenStoreException {
        PlacedToken shared = read(key, RecordNames.sharedToken(key));
        if (shared.value() != null) {
            return shared;
        }
        // It may have been taken when this login was stored, and be free now.
        PlacedToken own = read(key, RecordNames.token(key));
        return shared.place().version() != null || own.place().version() != null ? own : shared;
    }

    private PlacedToken read(TokenKey key, String name) throws TokenStoreException {
        Versioned<TokenRecord> found = readToken(store, name, record -> belongs(record, key));
        return new PlacedToken(found.value(), new TokenPlace(name, found.version()));
    }

    /** The place of a token that need not be readable: what cannot be read belongs to this key. */
    private TokenPlace place(TokenKey key) throws TokenStoreException {
        try {
            return token(key).place();
        } catch (TokenStoreException e) {
            String name = key.isDefault() ? RecordNames.sharedToken(key) : RecordNames.token(key);
            VersionedEntry entry = store.read(name);
            return new TokenPlace(name, entry == null ? null : entry.version());
        }
    }

    private static boolean belongs(TokenRecord record, TokenKey key) {
        String server = record.key().server();
        boolean ofGoTool = record.tokenEndpoint() == null;
        return record.key().session().equals(key.session())
                && record.key().profile().equals(key.profile())
                && (server.equals(key.server())
                        || (ofGoTool && ServerUrl.normalize(server).equals(ServerUrl.normalize(key.server()))));
    }

    /** Writes a token if its place still has that version. */
    public boolean replaceToken(TokenRecord record, TokenPlace place) throws TokenStoreException {
        Map<Index, String> index = new LinkedHashMap<>();
        index.put(Index.SESSION, record.key().session());
        index.put(Index.SERVER, record.key().server());
        index.put(Index.ISSUER, record.issuer());
        return store.replace(place.name(), place.version(), new Entry(TokenRecordFormat.write(record), index, null));
    }

    /** Writes a token that was issued to a login just now, whatever is there. */
    public void putToken(TokenRecord record) throws TokenStoreException {
        while (true) {
            if (replaceToken(record, place(record.key()))) {
                return;
            }
        }
    }

    /** Removes a token, whatever its version. */
    public void removeToken(TokenKey key) throws TokenStoreException {
        remove(place(key).name());
    }

    /** Waits for the lease of a token; null if another owner kept it for that long. */
    public TokenStore.@Nullable Lease lease(TokenKey key, Duration wait)
            throws TokenStoreException, InterruptedException {
        return store.lease(RecordNames.token(key), wait);
    }

    /**
     * All tokens of a session that can be read.
     *
     * @param unreadable is told of each record that cannot be read: it does not hide the others
     * @throws TokenStoreException if the store does not say what there is
     */
    public List<TokenRecord> tokens(String session, Consumer<TokenStoreException> unreadable)
            throws TokenStoreException {
        return all(
                session,
                RecordNames::isToken,
                name -> readToken(store, name, token -> token.key().session().equals(session)),
                unreadable);
    }

    /** The issuer that a configured credential was first sent to; a null value if it was sent to none. */
    public Versioned<String> credentialIssuer(String credential) throws TokenStoreException {
        return read(store, RecordNames.credential(credential), CredentialFormat::read);
    }

    /** Writes to which issuer a credential is sent, if that record still has this version. The credential is not stored. */
    public boolean replaceCredentialIssuer(String credential, String issuer, @Nullable String expectedVersion)
            throws TokenStoreException {
        Entry entry = new Entry(CredentialFormat.write(issuer), Map.of(Index.ISSUER, issuer), null);
        return store.replace(RecordNames.credential(credential), expectedVersion, entry);
    }

    /** What came of trying a second method of client authentication; a null value if none was tried. */
    public Versioned<AuthMethodTrial> authMethodTrial(String issuer, String clientId, String secret)
            throws TokenStoreException {
        return read(store, RecordNames.authMethodTrial(issuer, clientId, secret), AuthMethodTrialFormat::read);
    }

    /** Writes what came of a second method, if that record still has this version. The secret is not stored. */
    public boolean replaceAuthMethodTrial(
            String issuer, String clientId, String secret, AuthMethodTrial trial, @Nullable String expectedVersion)
            throws TokenStoreException {
        Entry entry = new Entry(AuthMethodTrialFormat.write(trial), Map.of(Index.ISSUER, issuer), null);
        return store.replace(RecordNames.authMethodTrial(issuer, clientId, secret), expectedVersion, entry);
    }

    /** The client that is registered at an issuer; a null value if missing. */
    public Versioned<StoredRegistration> registration(RegistrationPlace place) throws TokenStoreException {
        return read(store, place.name(), bytes -> RegistrationFormat.read(bytes, place.issuer()));
    }

    /** Writes a registration if it still has that version. */
    public boolean replaceRegistration(
            RegistrationPlace place, StoredRegistration registration, @Nullable String expectedVersion)
            throws TokenStoreException {
        if (!store.replace(place.name(), expectedVersion, entry(place.issuer(), registration))) {
            return false;
        }
        StoredRegistration.Registered latest = registration.latest();
        if (latest.client().clientSecret() != null) {
            // The logins of this client need its secret also when another has taken its place.
            String name =
                    RecordNames.registration(place.issuer(), latest.client().clientId());
            VersionedEntry current = store.read(name);
            boolean kept = store.replace(
                    name,
                    current == null ? null : current.version(),
                    entry(place.issuer(), StoredRegistration.of(latest)));
            assert kept || store.read(name) != null;
        }
        return true;
    }

    private static Entry entry(String issuer, StoredRegistration registration) {
        return new Entry(RegistrationFormat.write(issuer, registration), Map.of(Index.ISSUER, issuer), null);
    }

    /** Waits for the lease of a registration; null if another owner kept it for that long. */
    public TokenStore.@Nullable Lease lease(RegistrationPlace place, Duration wait)
            throws TokenStoreException, InterruptedException {
        return store.lease(place.name(), wait);
    }

    /** A client that was registered at an issuer, maybe before the one that is now; null if it had no secret. */
    public @Nullable ClientInformation registeredClient(String issuer, String clientId) throws TokenStoreException {
        String name = RecordNames.registration(issuer, clientId);
        StoredRegistration kept = read(store, name, bytes -> RegistrationFormat.read(bytes, issuer))
                .value();
        return kept == null ? null : kept.client(clientId);
    }

    /** Removes a registration, with the secrets of its clients. */
    public void removeRegistration(RegistrationPlace place) throws TokenStoreException {
        StoredRegistration registration = registration(place).value();
        remove(place.name());
        if (registration != null) {
            for (String clientId : registration.clientIds()) {
                remove(RecordNames.registration(place.issuer(), clientId));
            }
        }
    }

    /** Whether a login of any session at this issuer is stored. What cannot be read may be one. */
    public boolean hasToken(String issuer) throws TokenStoreException {
        for (String name : store.list(Index.ISSUER, issuer)) {
            if (RecordNames.isToken(name) && isTokenOf(issuer, name)) {
                return true;
            }
        }
        return false;
    }

    private boolean isTokenOf(String issuer, String name) {
        try {
            return readToken(store, name, token -> token.issuer().equals(issuer))
                            .value()
                    != null;
        } catch (TokenStoreException e) {
            return true;
        }
    }

    /**
     * Writes what a web login has to remember until its response comes.
     *
     * @param state the state of its authorization request, which is not stored
     * @param sealed for the browser alone that began it; see {@link WebLoginSeal}
     */
    public void putWebLogin(String state, TokenKey key, byte[] sealed, Instant expiresAt) throws TokenStoreException {
        Map<Index, String> index = Map.of(Index.SESSION, key.session(), Index.SERVER, key.server());
        if (!store.replace(RecordNames.webLogin(state), null, new Entry(sealed, index, expiresAt))) {
            throw new TokenStoreException("The store holds another login in the place of a new one. Begin it again.");
        }
    }

    /** What a web login has stored; null if that state is unknown. */
    public @Nullable VersionedEntry webLogin(String state) throws TokenStoreException {
        return store.read(RecordNames.webLogin(state));
    }

    /** Takes a web login out; false if another process has. */
    public boolean takeWebLogin(String state, VersionedEntry login) throws TokenStoreException {
        return store.remove(RecordNames.webLogin(state), login.version());
    }

    /** Removes the web logins for a server that were given up, from stores that do not do so themselves. */
    public void removeExpiredWebLogins(String server, Instant now) throws TokenStoreException {
        for (String name : store.list(Index.SERVER, server)) {
            VersionedEntry login = RecordNames.isWebLogin(name) ? store.read(name) : null;
            if (login != null && !now.isBefore(WebLoginSeal.expiresAt(login.bytes()))) {
                boolean removed = store.remove(name, login.version());
                assert removed || store.read(name) == null;
            }
        }
    }

    /** The login that is pending for a key; a null value if missing. */
    public Versioned<PendingLogin> pendingLogin(TokenKey key) throws TokenStoreException {
        return read(store, RecordNames.login(key), PendingLoginFormat::read);
    }

    /** Writes a pending login if it still has that version. */
    public boolean replacePendingLogin(PendingLogin login, @Nullable String expectedVersion)
            throws TokenStoreException {
        TokenKey key = login.key();
        Map<Index, String> index = Map.of(Index.SESSION, key.session(), Index.SERVER, key.server());
        return store.replace(
                RecordNames.login(key), expectedVersion, new Entry(PendingLoginFormat.write(login), index, null));
    }

    /** Removes a pending login. */
    public void removePendingLogin(TokenKey key) throws TokenStoreException {
        remove(RecordNames.login(key));
    }

    /**
     * All pending logins of a session that can be read.
     *
     * @param unreadable is told of each record that cannot be read: it does not hide the others
     * @throws TokenStoreException if the store does not say what there is
     */
    public List<PendingLogin> pendingLogins(String session, Consumer<TokenStoreException> unreadable)
            throws TokenStoreException {
        return all(session, RecordNames::isLogin, name -> readPendingLogin(name, session), unreadable);
    }

    private Versioned<PendingLogin> readPendingLogin(String name, String session) throws TokenStoreException {
        return read(store, name, bytes -> {
            PendingLogin login = PendingLoginFormat.read(bytes);
            return login.key().session().equals(session) ? login : null;
        });
    }

    private interface Reader<T> {
        Versioned<T> read(String name) throws TokenStoreException;
    }

    private <T> List<T> all(
            String session, Predicate<String> kind, Reader<T> reader, Consumer<TokenStoreException> unreadable)
            throws TokenStoreException {
        List<T> all = new ArrayList<>();
        for (String name : store.list(Index.SESSION, session)) {
            if (kind.test(name)) {
                try {
                    T value = reader.read(name).value();
                    if (value != null) {
                        all.add(value);
                    }
                } catch (TokenStoreException e) {
                    unreadable.accept(e);
                }
            }
        }
        return all;
    }

    private void remove(String name) throws TokenStoreException {
        while (true) {
            VersionedEntry current = store.read(name);
            if (current == null || store.remove(name, current.version())) {
                return;
            }
        }
    }

    private interface Format<T> {
        @Nullable T read(byte[] bytes) throws OAuthException;
    }

    private static Versioned<TokenRecord> readToken(TokenStore store, String name, Predicate<TokenRecord> usable)
            throws TokenStoreException {
        return read(store, name, bytes -> {
            TokenRecord record = TokenRecordFormat.read(bytes, name);
            return usable.test(record) ? record : null;
        });
    }

    private static <T> Versioned<T> read(TokenStore store, String name, Format<T> format) throws TokenStoreException {
        for (int attempt = 1; ; attempt++) {
            VersionedEntry entry = store.read(name);
            if (entry == null) {
                return new Versioned<>(null, null);
            }
            try {
                return new Versioned<>(format.read(entry.bytes()), entry.version());
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

    private static void pause() throws TokenStoreException {
        try {
            Thread.sleep(TORN_READ_PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TokenStoreException("Interrupted while reading the store.", e);
        }
    }
}
