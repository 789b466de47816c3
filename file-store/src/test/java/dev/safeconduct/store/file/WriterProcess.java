package dev.safeconduct.store.file;

import dev.safeconduct.spi.Entry;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.spi.VersionedEntry;
import dev.safeconduct.testkit.MapProviderConfig;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Main class of a JVM that writes the entry {@code a}: once, again and again, or one that is too large for its limit. */
final class WriterProcess {

    /** The last byte of each content. */
    static final byte END = '.';

    private WriterProcess() {}

    public static void main(String[] arguments) throws Exception {
        MapProviderConfig config = MapProviderConfig.of(Map.of("safeconduct.store.file.dir", arguments[0]));
        try (TokenStore store = new FileTokenStoreProvider().create(config)) {
            store.lease("lease", Duration.ofSeconds(10)).close();
            switch (arguments[1]) {
                case "once" -> {
                    write(store, "a/b", 100, (byte) 'a');
                    write(store, "a", 100, (byte) 'a');
                    System.out.println("done");
                }
                case "large" -> {
                    try {
                        write(store, "a", 200_000, (byte) 'b');
                        System.out.println("written");
                    } catch (TokenStoreException e) {
                        System.out.println(e.getMessage());
                    }
                }
                default -> {
                    // Bounded, should the test be killed that would end this process.
                    long start = System.nanoTime();
                    for (int i = 0; System.nanoTime() - start < TimeUnit.MINUTES.toNanos(20); i++) {
                        write(store, "a", 1_000 + (i % 7) * 5_000, (byte) ('a' + i % 26));
                        if (i == 0) {
                            System.out.println("begun");
                        }
                    }
                }
            }
        }
    }

    /** Content of one and the same byte and a last one: a mixture is torn, and so is what lacks its end. */
    static boolean write(TokenStore store, String name, int size, byte filling) throws TokenStoreException {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, filling);
        bytes[size - 1] = END;
        VersionedEntry before = store.read(name);
        return store.replace(name, before == null ? null : before.version(), Entry.of(bytes));
    }

    /** Whether content is as {@link #write} makes it. */
    static boolean isWhole(byte[] bytes) {
        boolean whole = bytes.length > 1 && bytes[bytes.length - 1] == END;
        for (int i = 0; i < bytes.length - 1; i++) {
            whole &= bytes[i] == bytes[0];
        }
        return whole;
    }
}
