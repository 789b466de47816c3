package dev.safeconduct.client.internal.record;

import dev.safeconduct.client.internal.config.TokenKey;
import dev.safeconduct.client.oauth.ServerUrl;
import dev.safeconduct.client.oauth.TokenQuery;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStore.Index;
import dev.safeconduct.spi.TokenStoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The stored tokens. A record that is about another server than its name says is not used. Safe for all threads; blocks. */
public final class TokenRecords {

    /** Tokens may grow. */
    private static final int LEAST_ROOM = 64 * 1024;

    private final RecordStore store;
    private final @Nullable RecordStore goTool;
    private final boolean hasEarlierNames;
    /** The keys under whose earlier names nothing is stored: they are read once in a process. */
    private final Set<TokenKey> withoutEarlier = ConcurrentHashMap.newKeySet();

    /**
     * @param goTool where the Go tool keeps its tokens, which are read and never written; null for nowhere
     * @param hasEarlierNames whether earlier versions may have stored a token under a name by which the store does not
     *     find it today
     */
    TokenRecords(RecordStore store, @Nullable RecordStore goTool, boolean hasEarlierNames) {
        this.store = store;
        this.goTool = goTool;
        this.hasEarlierNames = hasEarlierNames;
    }

    /**
     * Reads the token of a key: the stored one, else the Go tool's.
     *
     * @throws TokenStoreException if it cannot be read
     */
    public Versioned<TokenRecord> read(TokenKey key) throws TokenStoreException {
        Versioned<TokenRecord> found = stored(key);
        return found.value() == null && goTool != null && key.isDefault()
                ? new Versioned<>(read(goTool, RecordNames.goTool(key), key).value(), found.version())
                : found;
    }

    /**
     * The same without the Go tool's directory. What an earlier version stored under another name has version null: it is
     * not replaced, but followed by a record under today's name.
     */
    public Versioned<TokenRecord> stored(TokenKey key) throws TokenStoreException {
        Versioned<TokenRecord> found = read(store, RecordNames.token(key), key);
        return found.version() == null ? new Versioned<>(earlier(key), null) : found;
    }

    private @Nullable TokenRecord earlier(TokenKey key) throws TokenStoreException {
        if (!mayBeEarlier(key)) {
            return null;
        }
        for (String name : RecordNames.earlierTokens(key)) {
            TokenRecord record = read(store, name, key).value();
            if (record != null) {
                return record;
            }
        }
        withoutEarlier.add(key);
        return null;
    }

    private boolean mayBeEarlier(TokenKey key) {
        return hasEarlierNames && key.isDefault() && !withoutEarlier.contains(key);
    }

    private static Versioned<TokenRecord> read(RecordStore store, String name, TokenKey key)
            throws TokenStoreException {
        return store.read(name, content -> {
            TokenRecord record = TokenRecordFormat.read(content);
            return belongs(record, key) ? record : null;
        });
    }

    private static boolean belongs(TokenRecord record, TokenKey key) {
        String server = record.key().server();
        boolean ofGoTool = record.tokenEndpoint() == null;
        return record.key().session().equals(key.session())
                && record.key().profile().equals(key.profile())
                && (server.equals(key.server())
                        || (ofGoTool && ServerUrl.normalize(server).equals(ServerUrl.normalize(key.server()))));
    }

    /** Writes a token if the record still has that version. */
    public boolean replace(TokenRecord record, @Nullable String expectedVersion) throws TokenStoreException {
        TokenKey key = record.key();
        boolean replaced =
                store.replace(RecordNames.token(key), expectedVersion, TokenRecordFormat.write(record), index(record));
        if (replaced && expectedVersion == null) {
            dropEarlier(key);
        }
        return replaced;
    }

    /** Writes a token that was issued to a login just now, whatever is there. */
    public void put(TokenRecord record) throws TokenStoreException {
        TokenKey key = record.key();
        if (store.put(RecordNames.token(key), TokenRecordFormat.write(record), index(record))) {
            dropEarlier(key);
        }
    }

    static Map<Index, String> index(TokenRecord record) {
        Map<Index, String> index = new EnumMap<>(Index.class);
        index.put(Index.SESSION, record.key().session());
        index.put(Index.SERVER, record.key().server());
        index.put(Index.ISSUER, record.issuer());
        String user = record.user();
        if (user != null) {
            index.put(Index.USER, user);
        }
        return index;
    }

    /** Removes a token, whatever its version. */
    public void remove(TokenKey key) throws TokenStoreException {
        remove(key, null);
    }

    /**
     * Removes a token, whatever its version.
     *
     * @param likelyVersion the version it was read with, which saves a read; null if unknown
     */
    public void remove(TokenKey key, @Nullable String likelyVersion) throws TokenStoreException {
        String name = RecordNames.token(key);
        if (likelyVersion == null || !store.remove(name, likelyVersion)) {
            store.remove(name);
        }
        // Also where nothing was found before: an earlier version may have stored one since.
        if (hasEarlierNames && key.isDefault()) {
            removeEarlier(key);
        }
    }

    /** A record under today's name takes precedence, so that a failure does no harm; a logout tries again. */
    private void dropEarlier(TokenKey key) {
        try {
            if (mayBeEarlier(key)) {
                removeEarlier(key);
            }
        } catch (TokenStoreException e) {
            // The token is stored, which is what was asked for.
        }
    }

    private void removeEarlier(TokenKey key) throws TokenStoreException {
        for (String name : RecordNames.earlierTokens(key)) {
            if (read(store, name, key).value() != null) {
                store.remove(name);
            }
        }
        withoutEarlier.add(key);
    }

    /** Waits for the lease of a token; null if another owner kept it for that long. */
    public TokenStore.@Nullable Lease lease(TokenKey key, Duration wait)
            throws TokenStoreException, InterruptedException {
        return store.lease(RecordNames.tokenLease(key), wait);
    }

    /**
     * Makes sure that what a refresh brings can be stored, before the refresh token is spent (THREATS 72).
     *
     * @param record what is refreshed
     * @throws TokenStoreException if it cannot be stored
     */
    public void reserve(TokenStore.Lease lease, TokenRecord record) throws TokenStoreException {
        lease.reserve(Math.max(LEAST_ROOM, 2 * TokenRecordFormat.write(record).length));
    }

    /**
     * All tokens of a session that can be read, each key once.
     *
     * @param unreadable is told of each record that cannot be read: it does not hide the others
     * @throws TokenStoreException if the store does not say what there is
     */
    public List<TokenRecord> all(String session, Consumer<TokenStoreException> unreadable) throws TokenStoreException {
        return all(store.names(Index.SESSION, session), session, unreadable);
    }

    List<TokenRecord> all(List<String> names, String session, Consumer<TokenStoreException> unreadable) {
        return all(names, record -> record.key().session().equals(session), unreadable);
    }

    /**
     * The tokens of all sessions that a query asks for and that can be read, each key once.
     *
     * @param unreadable is told of each record that cannot be read: it does not hide the others
     * @throws TokenStoreException if the store does not say what there is
     */
    public List<TokenRecord> all(TokenQuery query, Consumer<TokenStoreException> unreadable)
            throws TokenStoreException {
        return all(names(query), record -> isAskedFor(record, query), unreadable);
    }

    /** By the narrowest index: a session has few tokens, an issuer may have those of all users. */
    private List<String> names(TokenQuery query) throws TokenStoreException {
        if (query.session() != null) {
            return store.names(Index.SESSION, query.session());
        }
        return query.user() != null
                ? store.names(Index.USER, query.user())
                : store.names(Index.ISSUER, Objects.requireNonNull(query.issuer()));
    }

    private static boolean isAskedFor(TokenRecord record, TokenQuery query) {
        return (query.session() == null || query.session().equals(record.key().session()))
                && (query.issuer() == null || query.issuer().equals(record.issuer()))
                && (query.user() == null || query.user().equals(record.user()));
    }

    private List<TokenRecord> all(
            List<String> names, Predicate<TokenRecord> asked, Consumer<TokenStoreException> unreadable) {
        Map<TokenKey, TokenRecord> all = new LinkedHashMap<>();
        for (String name : names) {
            try {
                TokenRecord record = RecordNames.isToken(name) ? read(name, asked) : null;
                if (record != null && all.putIfAbsent(record.key(), record) != null) {
                    // Stored twice: the one that is used is what the key leads to.
                    TokenRecord used = stored(record.key()).value();
                    all.put(record.key(), used == null ? record : used);
                }
            } catch (TokenStoreException e) {
                unreadable.accept(e);
            }
        }
        return new ArrayList<>(all.values());
    }

    /** Whether a login of any session at this issuer is stored. What cannot be read may be one. */
    public boolean isAnyAt(String issuer) throws TokenStoreException {
        for (String name : store.names(Index.ISSUER, issuer)) {
            if (RecordNames.isToken(name) && isAt(issuer, name)) {
                return true;
            }
        }
        return false;
    }

    private boolean isAt(String issuer, String name) {
        try {
            return read(name, record -> record.issuer().equals(issuer)) != null;
        } catch (TokenStoreException e) {
            return true;
        }
    }

    private @Nullable TokenRecord read(String name, Predicate<TokenRecord> asked) throws TokenStoreException {
        return store.read(name, content -> {
                    TokenRecord record = TokenRecordFormat.read(content);
                    return asked.test(record) ? record : null;
                })
                .value();
    }
}
