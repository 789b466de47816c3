package dev.safeconduct.spi;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where tokens, registrations and pending logins are kept: a small map from names to versioned bytes, with a
 * compare-and-set and a lease.
 *
 * <p>The client decides what the bytes mean, encrypts them where that is configured, and checks what it reads; a store
 * keeps them, and nothing else. A store for a database or a vault is therefore about forty lines. Run
 * {@code TokenStoreContract} of the test kit against it.
 *
 * <p><b>Names</b> are one or more segments of {@code [a-z0-9-]}, separated by {@code /}, at most 200 characters in all,
 * for example {@code 0f3a…} or {@code registrations/9b1c…}. A store may use them as file names as they are. The client
 * computes a name without reading. That of a default login is two hashes with a hyphen between them: the first, which
 * several logins may share, is the file name that the Go tool (muster) gives it; the second belongs to this login alone.
 * Only a store whose entries the Go tool reads has to know that; to all others it is a name like any other.
 *
 * <p><b>Index values</b> are at most {@value Entry#MAX_INDEX_BYTES} bytes of UTF-8, which {@link Entry} checks. They are
 * compared for equality only, so a store may keep a hash of them.
 *
 * <p><b>Threads.</b> Every method may be called from any thread, at the same time. All of them may block; the client
 * never calls them on a thread that serves others. {@link #read} never waits for a writer or for a lease.
 */
public interface TokenStore extends AutoCloseable {

    /**
     * Reads an entry.
     *
     * @return the entry as the last successful {@link #replace} left it, never a torn one, or null if missing or expired
     * @throws TokenStoreException if the store cannot be reached or the entry cannot be read; the entry stays as it is
     */
    @Nullable VersionedEntry read(String name) throws TokenStoreException;

    /**
     * Writes an entry if it still has the version that the caller saw.
     *
     * @param expectedVersion the version that {@link #read} returned, or null for "there is no such entry"
     * @return whether it was written; false leaves what is there as it is
     * @throws TokenStoreException if it cannot be written; what was there before is intact
     */
    boolean replace(String name, @Nullable String expectedVersion, Entry entry) throws TokenStoreException;

    /**
     * Removes an entry if it still has the version that the caller saw.
     *
     * @return whether it was removed
     * @throws TokenStoreException if it cannot be removed
     */
    boolean remove(String name, String expectedVersion) throws TokenStoreException;

    /**
     * Names of all entries that carry the index value and have not expired, and possibly of others: a store without an index returns all
     * names, and the client reads and checks. The order is of no meaning. A store that keeps an entry where another
     * program looks for it may return the name that the entry has there; {@link #read} finds it by that name too.
     *
     * @throws TokenStoreException if the store cannot be reached
     */
    List<String> list(Index index, String value) throws TokenStoreException;

    /**
     * Names of all entries, in any order, for what an operator does with all of them, as encrypting what is there. A name
     * that {@link #list} may return in place of another may be returned here too.
     *
     * @throws TokenStoreException if the store cannot be reached, or cannot tell: then it does without such commands
     */
    default List<String> names() throws TokenStoreException {
        throw new TokenStoreException("This token store cannot list all its entries. Use the store's own means.");
    }

    /**
     * Takes the exclusive lease of a name, which need not have an entry. Leases exclude each other within
     * {@link #reach()}; they do not hinder {@link #read} or {@link #replace}. Not reentrant: a second call by the same
     * thread waits like any other.
     *
     * @param wait how long to wait at most; zero tries once
     * @return the lease, to be closed by the caller from any thread, or null if another owner kept it for that long
     * @throws InterruptedException if the thread is interrupted while it waits; nothing is held then
     * @throws TokenStoreException if the store cannot be reached
     */
    @Nullable Lease lease(String name, Duration wait) throws TokenStoreException, InterruptedException;

    /**
     * Where a person finds an entry, for messages: a file, a key of a database. The name itself where the store says
     * nothing better. Does not block; the entry need not be there.
     */
    default String locate(String name) {
        return name;
    }

    /** How far {@link #replace} and {@link #lease} hold. Constant for one store. */
    Reach reach();

    /** Gives back what the store holds open; no other method is called afterwards. Idempotent. Leases still held end. */
    @Override
    void close();

    /** Among whom the compare-and-set and the leases of a store are exclusive. */
    enum Reach {
        /** The threads of this process that use the same store object. */
        PROCESS,
        /** All processes of this machine that use the same storage. */
        HOST,
        /** All processes on all machines that use the same storage. */
        CLUSTER
    }

    /** By what {@link #list} finds entries. */
    enum Index {
        /** The session that the entry belongs to. */
        SESSION,
        /** The issuer that the entry is bound to. */
        ISSUER,
        /** The user who logged in, as the issuer knows them: unique at that issuer alone. */
        USER,
        /** The protected resource, as its URL. */
        SERVER
    }

    /** Exclusive ownership of a name until it is closed. */
    interface Lease extends AutoCloseable {

        /**
         * Whether this lease is going to be held for that long from now on, as far as the store can tell, if its holder
         * goes on and does not close it. A lease that the store extends meanwhile outlives any duration. False once it is
         * closed or lost.
         */
        boolean outlives(Duration duration);

        /**
         * Makes sure that an entry of this name can be written, as far as the store can tell, and keeps what that needs
         * until the lease is closed: a refresh token is spent only where its successor can be kept. A store that keeps no
         * room does nothing, and says so in its documentation.
         *
         * @param bytes the size of the entry to come, at most
         * @throws TokenStoreException if it cannot be written; nothing is changed then, and the lease is held on
         */
        default void reserve(int bytes) throws TokenStoreException {}

        /** Ends the lease. Idempotent, never throws. */
        @Override
        void close();
    }
}
