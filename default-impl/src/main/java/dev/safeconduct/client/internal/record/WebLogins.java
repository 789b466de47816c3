package dev.safeconduct.client.internal.record;

import dev.safeconduct.client.internal.config.TokenKey;
import dev.safeconduct.spi.TokenStore.Index;
import dev.safeconduct.spi.TokenStoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What web logins have to remember until their responses come, sealed. Safe for all threads; blocks. */
public final class WebLogins {

    private static final Duration KEPT_LONGER = Duration.ofMinutes(10);

    private final RecordStore store;

    WebLogins(RecordStore store) {
        this.store = store;
    }

    /**
     * Writes what a login has to remember.
     *
     * @param state the state of its authorization request, which is not stored
     * @param sealed for the browser alone that began it; see {@link WebLoginSeal}
     */
    public void put(String state, TokenKey key, byte[] sealed, Instant expiresAt) throws TokenStoreException {
        Map<Index, String> index = Map.of(Index.SESSION, key.session(), Index.SERVER, key.server());
        if (!store.replace(RecordNames.webLogin(state), null, sealed, index, keptUntil(expiresAt))) {
            throw new TokenStoreException("The store holds another login in the place of a new one. Begin it again.");
        }
    }

    /** When the store may forget a login: later than it is given up, so that who is late is told that, and not less. */
    static Instant keptUntil(Instant expiresAt) {
        return expiresAt.plus(KEPT_LONGER);
    }

    /** What a login has stored; a null value if that state is unknown. */
    public Versioned<byte[]> read(String state) throws TokenStoreException {
        return store.read(RecordNames.webLogin(state), content -> content);
    }

    /**
     * Takes a login out; false if another process or request has.
     *
     * @param version the version it was read with; null if it was not there
     */
    public boolean take(String state, @Nullable String version) throws TokenStoreException {
        return version != null && store.remove(RecordNames.webLogin(state), version);
    }

    /** Removes the logins for a server that were given up, from stores that do not do so themselves. */
    public void removeExpired(String server, Instant now) throws TokenStoreException {
        for (String name : store.names(Index.SERVER, server)) {
            if (RecordNames.isWebLogin(name)) {
                removeIfExpired(name, now);
            }
        }
    }

    private void removeIfExpired(String name, Instant now) throws TokenStoreException {
        Versioned<byte[]> login;
        try {
            login = store.read(name, content -> content);
        } catch (TokenStoreException e) {
            return; // by another key, say: it does not keep others from logging in
        }
        byte[] found = login.value();
        String version = login.version();
        if (found != null && version != null && !now.isBefore(WebLoginSeal.expiresAt(found))) {
            boolean removed = store.remove(name, version);
            assert removed || store.read(name, any -> any).version() == null;
        }
    }
}
