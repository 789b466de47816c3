package dev.safeconduct.client.internal.record;

import dev.safeconduct.client.internal.config.Config;
import dev.safeconduct.client.internal.process.CommandOutput;
import dev.safeconduct.client.internal.process.CommandWords;
import dev.safeconduct.spi.TokenStoreException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The keys of the store by the configuration: the present one, which encrypts, and old ones, which only read. They are
 * looked for when they are first needed, and again where an entry needs another one, so that a program need not be started
 * again for a new key; a command runs once a minute at most (THREATS 75). Safe for all threads; blocks.
 */
public final class StoreKeys {

    static final String KEY = "safeconduct.store.key";
    static final String COMMAND = "safeconduct.store.key-command";
    static final String OLD = "safeconduct.store.old-keys";

    private static final Duration COMMAND_PAUSE = Duration.ofMinutes(1);

    /** By these, programs find the key ring of a desktop: {@code secret-tool} does. */
    private static final List<String> KEY_RING = List.of("DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR");

    private final @Nullable Config config;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable List<StoreKey> known;
    private @Nullable TokenStoreException failure;
    private Instant nextRun = Instant.MIN;

    private StoreKeys(@Nullable Config config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    /** Those of a configuration; nothing is encrypted where it has none. */
    public static StoreKeys of(Config config, Clock clock) {
        List<String> keys = config.keys();
        boolean isSet = keys.contains(KEY) || keys.contains(COMMAND) || keys.contains(OLD);
        return new StoreKeys(isSet ? config : null, clock);
    }

    /** No key: nothing is encrypted. */
    public static StoreKeys none() {
        return new StoreKeys(null, Clock.systemUTC());
    }

    /** Whether entries are encrypted. */
    public boolean areConfigured() {
        return config != null;
    }

    /**
     * The key that encrypts.
     *
     * @throws TokenStoreException if the configuration does not give it; the message names the setting and the remedy
     */
    StoreKey present() throws TokenStoreException {
        return all().get(0);
    }

    /** All keys, the present one first. */
    List<StoreKey> all() throws TokenStoreException {
        lock.lock();
        try {
            List<StoreKey> keys = known;
            return keys == null ? look() : keys;
        } finally {
            lock.unlock();
        }
    }

    /** The key with this id; null if it is not configured. */
    @Nullable StoreKey find(byte[] id) throws TokenStoreException {
        if (config == null) {
            return null;
        }
        StoreKey found = find(all(), id);
        return found == null ? find(again(), id) : found;
    }

    private static @Nullable StoreKey find(List<StoreKey> keys, byte[] id) {
        for (StoreKey key : keys) {
            if (key.hasId(id)) {
                return key;
            }
        }
        return null;
    }

    private List<StoreKey> again() throws TokenStoreException {
        lock.lock();
        try {
            List<StoreKey> keys = known;
            boolean tooSoon = clock.instant().isBefore(nextRun);
            return keys != null && tooSoon ? keys : look();
        } finally {
            lock.unlock();
        }
    }

    private List<StoreKey> look() throws TokenStoreException {
        if (failure != null && clock.instant().isBefore(nextRun)) {
            throw new TokenStoreException(String.valueOf(failure.getMessage()), failure);
        }
        try {
            List<StoreKey> found = read();
            known = found;
            failure = null;
            return found;
        } catch (TokenStoreException e) {
            failure = e;
            throw e;
        }
    }

    private List<StoreKey> read() throws TokenStoreException {
        String key = setting(KEY);
        String command = setting(COMMAND);
        if (key != null && command != null) {
            throw new TokenStoreException(KEY + " and " + COMMAND + " are both set. Take one of them out.");
        }
        List<StoreKey> keys = new ArrayList<>();
        if (key != null) {
            keys.add(StoreKey.parse(KEY, key.strip()));
        } else if (command != null) {
            keys.add(StoreKey.parse("What the program of " + COMMAND + " writes", output(command)));
        } else {
            throw new TokenStoreException(
                    OLD + " is set without " + KEY + ": old keys only read. Set " + KEY + " to the present key.");
        }
        String old = setting(OLD);
        for (String each : old == null ? new String[0] : old.strip().split("[\\s,]+", -1)) {
            keys.add(StoreKey.parse(OLD + ": one of its values", each));
        }
        return List.copyOf(keys);
    }

    private @Nullable String setting(String key) throws TokenStoreException {
        try {
            return config == null ? null : config.get(key);
        } catch (IllegalArgumentException e) { // of a variable or file that is missing, which it names
            throw new TokenStoreException(e.getMessage() + ".", e);
        }
    }

    private String output(String command) throws TokenStoreException {
        nextRun = clock.instant().plus(COMMAND_PAUSE);
        try {
            return CommandOutput.of(CommandWords.split(command), KEY_RING, CommandOutput.LIMIT)
                    .strip();
        } catch (IOException | IllegalArgumentException e) {
            throw new TokenStoreException(COMMAND + " " + e.getMessage() + ".", e);
        }
    }
}
