package dev.safeconduct.client;

import dev.safeconduct.spi.Entry;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.spi.VersionedEntry;
import dev.safeconduct.store.memory.MemoryTokenStoreProvider;
import dev.safeconduct.testkit.MapProviderConfig;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A store in memory that remembers what it is asked, in order. The end of a lease is not a call of its own. */
final class RecordingStore implements TokenStore {

    private final TokenStore store;
    private final List<String> calls = new ArrayList<>();
    private volatile boolean broken;

    RecordingStore(Clock clock) throws TokenStoreException {
        this.store = new MemoryTokenStoreProvider().create(new MapProviderConfig(Map.of(), null, clock));
    }

    /** What it was asked since this was last called. */
    List<String> calls() {
        synchronized (calls) {
            List<String> asked = List.copyOf(calls);
            calls.clear();
            return asked;
        }
    }

    /** From now on it replaces nothing, as if another writer were always faster. */
    void breakDown() {
        broken = true;
    }

    private TokenStore asked(String call) {
        synchronized (calls) {
            calls.add(call);
        }
        return store;
    }

    @Override
    public @Nullable VersionedEntry read(String name) throws TokenStoreException {
        return asked("read").read(name);
    }

    @Override
    public boolean replace(String name, @Nullable String expectedVersion, Entry entry) throws TokenStoreException {
        return asked("replace").replace(name, broken ? "no version" : expectedVersion, entry);
    }

    @Override
    public boolean remove(String name, String expectedVersion) throws TokenStoreException {
        return asked("remove").remove(name, expectedVersion);
    }

    @Override
    public List<String> list(Index index, String value) throws TokenStoreException {
        return asked("list").list(index, value);
    }

    @Override
    public @Nullable Lease lease(String name, Duration wait) throws TokenStoreException, InterruptedException {
        Lease lease = asked(wait.isZero() ? "lease, no wait" : "lease").lease(name, wait);
        return lease == null ? null : new RecordingLease(lease);
    }

    @Override
    public Reach reach() {
        return store.reach();
    }

    @Override
    public void close() {
        store.close();
    }

    private final class RecordingLease implements Lease {

        private final Lease lease;

        RecordingLease(Lease lease) {
            this.lease = lease;
        }

        @Override
        public boolean outlives(Duration duration) {
            return lease.outlives(duration);
        }

        @Override
        public void reserve(int bytes) throws TokenStoreException {
            asked("reserve");
            lease.reserve(bytes);
        }

        @Override
        public void close() {
            lease.close();
        }
    }
}
