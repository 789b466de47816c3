package dev.safeconduct.client.internal.record;

import static dev.safeconduct.client.internal.record.EncryptedStoreTest.token;
import static dev.safeconduct.client.internal.record.StoreKeysFixture.ONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.internal.config.TokenKey;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.store.file.FileTokenStoreProvider;
import dev.safeconduct.testkit.ForkedJvm;
import dev.safeconduct.testkit.MapProviderConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An encryption of a whole store on files that is killed, and begun again. */
class KilledEncryptionTest {

    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final String END = "end";
    private static final int LOGINS = 200;
    private static final int KILLS = 4;
    private static final int BATCH = 10;
    private static final List<TokenKey> KEYS = IntStream.range(0, LOGINS)
            .mapToObj(number -> TokenKey.of("https://api.example/" + number))
            .toList();

    @TempDir
    private Path directory;

    private static TokenStore open(String directory) {
        try {
            return new FileTokenStoreProvider()
                    .create(MapProviderConfig.of(Map.of("safeconduct.store.file.dir", directory)));
        } catch (TokenStoreException e) {
            throw new AssertionError(e);
        }
    }

    /** Encrypts, says each entry, and waits to be told after each batch. */
    static final class Encrypting {
        private static int entries;

        private Encrypting() {}

        public static void main(String[] args) throws Exception {
            try (TokenStore store = open(args[0])) {
                Records.onFiles(store, null, StoreKeysFixture.keys("key", ONE))
                        .encryption()
                        .run(Encrypting::say, failure -> System.out.println(failure.getMessage()));
            }
            System.out.println(END);
        }

        private static void say(Object result) {
            System.out.println(result);
            if (++entries % BATCH == 0) {
                try {
                    int unused = System.in.read();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    /** Has it encrypt some entries, and kills it in the middle of the next ones. */
    private void encryptSome(Random random) throws Exception {
        try (ForkedJvm encrypting = ForkedJvm.start(Encrypting.class, directory.toString())) {
            for (int encrypted = 0; encrypted < BATCH; ) {
                for (int i = 0; i < BATCH; i++) {
                    encrypted += encrypting.awaitLine(BOUND).equals("ENCRYPTED") ? 1 : 0;
                }
                encrypting.send("");
            }
            LockSupport.parkNanos(random.nextInt(20_000_000));
            encrypting.kill();
        }
    }

    /** An entry is as it was or encrypted at any time, and whole. */
    private int countEncrypted(TokenStore store) throws TokenStoreException {
        TokenRecords clear =
                Records.onFiles(store, null, StoreKeysFixture.keys()).tokens();
        TokenRecords encrypted =
                Records.onFiles(store, null, StoreKeysFixture.keys("key", ONE)).tokens();
        int count = 0;
        for (TokenKey key : KEYS) {
            boolean isEncrypted =
                    EntrySeal.isSealed(store.read(RecordNames.token(key)).bytes());
            TokenRecords reading = isEncrypted ? encrypted : clear;
            assertThat(reading.read(key).value()).isEqualTo(token(key, key.server()));
            count += isEncrypted ? 1 : 0;
        }
        return count;
    }

    /** The names of a login's file, as the Go tool has it and as it is encrypted. */
    private static String[] places(TokenKey key) {
        String[] halves = RecordNames.token(key).split("-", 2);
        return new String[] {halves[0], "sessions/" + halves[1]};
    }

    @Test
    void what_is_killed_in_the_middle_and_run_again_loses_nothing() throws Exception {
        Random random = new Random(5);
        try (TokenStore store = open(directory.toString())) {
            TokenRecords tokens =
                    Records.onFiles(store, null, StoreKeysFixture.keys()).tokens();
            for (TokenKey key : KEYS) {
                tokens.put(token(key, key.server()));
            }
            int before = 0;
            for (int kill = 0; kill < KILLS; kill++) {
                encryptSome(random);
                int now = countEncrypted(store);
                assertThat(now).as("encrypted at kill " + kill).isBetween(before + BATCH, LOGINS - 1);
                before = now;
            }
            // One that was killed between the move of an entry and the end of its old file has left it at both places.
            List<String> names = store.names();
            assertThat(names).doesNotHaveDuplicates().hasSizeBetween(LOGINS, LOGINS + KILLS);
            assertThat(KEYS).allSatisfy(key -> assertThat(names).containsAnyOf(places(key)));
            try (ForkedJvm encrypting = ForkedJvm.start(Encrypting.class, directory.toString())) {
                int lines = 0;
                while (!encrypting.awaitLine(BOUND).equals(END)) {
                    if (++lines % BATCH == 0) {
                        encrypting.send("");
                    }
                }
                assertThat(lines).isEqualTo(names.size());
            }
            assertThat(countEncrypted(store)).isEqualTo(LOGINS);
        }
        try (Stream<Path> files = Files.walk(directory)) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith(".tmp-")))
                    .as("half written files")
                    .isEmpty();
        }
    }
}
