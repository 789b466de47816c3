package dev.safeconduct.store.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.VersionedEntry;
import dev.safeconduct.testkit.ForkedJvm;
import dev.safeconduct.testkit.MapProviderConfig;
import dev.safeconduct.testkit.StoreProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that read and write one entry without a pause. {@code integration-tests/crash/run} takes more of each. */
class ManyProcessesTest {

    private static final boolean SWEEP = Boolean.getBoolean("safeconduct.crash.sweep");
    private static final int READERS = SWEEP ? 4 : 2;
    private static final int READS = SWEEP ? 250_000 : 2_000;
    private static final int INCREMENTERS = SWEEP ? 8 : 3;
    private static final int INCREMENTS = SWEEP ? 250 : 20;
    private static final Duration BOUND = Duration.ofMinutes(SWEEP ? 15 : 1);

    @TempDir
    private Path directory;

    private final List<AutoCloseable> toClose = new ArrayList<>();

    private MapProviderConfig config() {
        return config(directory.toString());
    }

    private static MapProviderConfig config(String directory) {
        return MapProviderConfig.of(Map.of("safeconduct.store.file.dir", directory));
    }

    private ForkedJvm fork(Class<?> main, String... arguments) throws Exception {
        ForkedJvm jvm = ForkedJvm.start(main, arguments);
        toClose.add(jvm);
        return jvm;
    }

    private void closeAll() throws Exception {
        for (AutoCloseable closeable : toClose) {
            closeable.close();
        }
    }

    /** Says how many of its reads were torn or missed an entry that is there, and how many brought another version. */
    static final class Reader {
        private Reader() {}

        public static void main(String[] args) throws Exception {
            int torn = 0;
            int changes = 0;
            String last = "";
            try (TokenStore store = new FileTokenStoreProvider().create(config(args[0]))) {
                for (int i = 0; i < Integer.parseInt(args[1]); i++) {
                    VersionedEntry entry = store.read("a");
                    torn += entry == null || !WriterProcess.isWhole(entry.bytes()) ? 1 : 0;
                    changes += entry == null || entry.version().equals(last) ? 0 : 1;
                    last = entry == null ? last : entry.version();
                }
            }
            System.out.println(torn + " " + changes);
        }
    }

    @Test
    void t57_no_read_of_any_process_is_torn_beside_writers() throws Exception {
        try {
            for (int i = 0; i < 2; i++) {
                fork(WriterProcess.class, directory.toString(), "for-ever").awaitLine(BOUND);
            }
            List<ForkedJvm> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                readers.add(fork(Reader.class, directory.toString(), Integer.toString(READS)));
            }
            int torn = 0;
            int changes = 0;
            for (ForkedJvm reader : readers) {
                String[] counts = reader.awaitLine(BOUND).split(" ", -1);
                torn += Integer.parseInt(counts[0]);
                changes += Integer.parseInt(counts[1]);
            }
            System.out.println(torn + " of " + READERS * READS + " reads of " + READERS
                    + " processes beside two that write were torn; " + changes + " brought another version");
            assertThat(torn).as("torn").isZero();
            assertThat(changes).as("versions seen").isGreaterThan(5);
        } finally {
            closeAll();
        }
    }

    @Test
    void no_compare_and_set_of_any_process_is_lost() throws Exception {
        try (TokenStore store = new FileTokenStoreProvider().create(config())) {
            List<StoreProcess> processes = new ArrayList<>();
            for (int i = 0; i < INCREMENTERS; i++) {
                StoreProcess process = StoreProcess.start("file", config());
                toClose.add(process);
                processes.add(process);
            }
            for (StoreProcess process : processes) {
                process.increment("counter", INCREMENTS);
            }
            for (StoreProcess process : processes) {
                assertThat(process.answer(BOUND)).isEqualTo("done");
            }
            String counted = new String(store.read("counter").bytes(), StandardCharsets.UTF_8);
            System.out.println(counted + " of " + INCREMENTERS * INCREMENTS + " updates of " + INCREMENTERS
                    + " processes are there");
            assertThat(counted).isEqualTo(Integer.toString(INCREMENTERS * INCREMENTS));
        } finally {
            closeAll();
        }
    }
}
