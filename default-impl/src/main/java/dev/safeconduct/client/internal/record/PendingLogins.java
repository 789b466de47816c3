package dev.safeconduct.client.internal.record;

import dev.safeconduct.client.internal.config.TokenKey;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStore.Index;
import dev.safeconduct.spi.TokenStoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The logins that were asked for and have not ended. Safe for all threads; blocks. */
public final class PendingLogins {

    /** How long it is remembered that a login is missing: a user of many may never come back. */
    private static final Duration KEPT = Duration.ofDays(30);

    private final RecordStore store;

    PendingLogins(RecordStore store) {
        this.store = store;
    }

    /** The login that is pending for a key; a null value if missing. */
    public Versioned<PendingLogin> read(TokenKey key) throws TokenStoreException {
        return store.read(RecordNames.login(key), PendingLoginFormat::read);
    }

    /** Writes a pending login if it still has that version; null for one that is not there yet. */
    public boolean replace(PendingLogin login, @Nullable String expectedVersion) throws TokenStoreException {
        return store.replace(
                RecordNames.login(login.key()),
                expectedVersion,
                PendingLoginFormat.write(login),
                index(login),
                keptUntil(login));
    }

    static Instant keptUntil(PendingLogin login) {
        return login.asked().plus(KEPT);
    }

    static Map<Index, String> index(PendingLogin login) {
        return Map.of(
                Index.SESSION, login.key().session(), Index.SERVER, login.key().server());
    }

    /** The right to open a login, which ends with this process at the latest; null while another owner has it. */
    public TokenStore.@Nullable Lease lease(TokenKey key) throws TokenStoreException, InterruptedException {
        return store.lease(RecordNames.login(key), Duration.ZERO);
    }

    /** Removes a pending login. */
    public void remove(TokenKey key) throws TokenStoreException {
        store.remove(RecordNames.login(key));
    }

    /**
     * All pending logins of a session that can be read.
     *
     * @param unreadable is told of each record that cannot be read: it does not hide the others
     * @throws TokenStoreException if the store does not say what there is
     */
    public List<PendingLogin> all(String session, Consumer<TokenStoreException> unreadable) throws TokenStoreException {
        return all(store.names(Index.SESSION, session), session, unreadable);
    }

    List<PendingLogin> all(List<String> names, String session, Consumer<TokenStoreException> unreadable) {
        List<PendingLogin> all = new ArrayList<>();
        for (String name : names) {
            try {
                PendingLogin login = RecordNames.isLogin(name)
                        ? store.read(name, PendingLoginFormat::read).value()
                        : null;
                if (login != null && login.key().session().equals(session)) {
                    all.add(login);
                }
            } catch (TokenStoreException e) {
                unreadable.accept(e);
            }
        }
        return all;
    }
}
