package dev.safeconduct.store.file;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.spi.Entry;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.spi.VersionedEntry;
import dev.safeconduct.testkit.ForkedJvm;
import dev.safeconduct.testkit.MapProviderConfig;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may happen to files that hold tokens; the number is the row in the list of threats. */
@DisabledOnOs(OS.WINDOWS)
class TokenFileThreatsTest {

    private static final byte[] A = {'a'};

    @TempDir
    private Path temp;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<AutoCloseable> toClose = new ArrayList<>();
    private Path directory;
    private TokenStore store;

    @BeforeEach
    void open() throws Exception {
        directory = temp.resolve("tokens");
        store = open(Clock.systemUTC());
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable closeable : toClose) {
            closeable.close();
        }
        threads.shutdownNow();
        assertThat(threads.awaitTermination(20, SECONDS)).isTrue();
    }

    private MapProviderConfig config(Clock clock) {
        return new MapProviderConfig(Map.of("safeconduct.store.file.dir", directory.toString()), null, clock);
    }

    private TokenStore open(Clock clock) throws TokenStoreException {
        TokenStore opened = new FileTokenStoreProvider().create(config(clock));
        toClose.add(opened);
        return opened;
    }

    private ForkedJvm fork(String shell, String kind) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", shell + " exec \"$@\"", "sh"));
        command.addAll(ForkedJvm.command(WriterProcess.class, directory.toString(), kind));
        ForkedJvm jvm = ForkedJvm.start(command);
        toClose.add(jvm);
        return jvm;
    }

    @Test
    void t57_no_read_is_torn_beside_writers() throws Exception {
        WriterProcess.write(store, "a", 10, (byte) 'a');
        fork("", "for-ever").awaitLine(Duration.ofSeconds(20));
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger written = new AtomicInteger();
        Future<?> writer = threads.submit(() -> {
            for (int i = 0; !stop.get(); i++) {
                boolean won = WriterProcess.write(store, "a", 20_000 - (i % 3) * 9_000, (byte) ('a' + i % 26));
                written.addAndGet(won ? 1 : 0);
            }
            return null;
        });
        int reads = 0;
        String lastVersion = "";
        int changes = 0;
        long start = System.nanoTime();
        for (long age = 0; // as long as a slow disk needs for some writes
                age < SECONDS.toNanos(2) || ((written.get() <= 5 || changes <= 5) && age < SECONDS.toNanos(60));
                age = System.nanoTime() - start) {
            VersionedEntry entry = store.read("a");
            assertThat(isWhole(entry)).isTrue();
            changes += entry.version().equals(lastVersion) ? 0 : 1;
            lastVersion = entry.version();
            reads++;
        }
        stop.set(true);
        writer.get(20, SECONDS);
        assertThat(written).as("writes").hasValueGreaterThan(5);
        assertThat(changes).as("changes seen in %s reads", reads).isGreaterThan(5);
    }

    private static boolean isWhole(VersionedEntry entry) {
        return WriterProcess.isWhole(entry.bytes());
    }

    @Test
    void t58_an_empty_file_is_read_again_and_never_deleted() throws Exception {
        store.replace("a", null, Entry.of(A));
        Path file = directory.resolve("a.json");
        Files.write(file, new byte[0]);
        assertThatThrownBy(() -> store.read("a"))
                .isInstanceOf(TokenStoreException.class)
                .hasMessageContainingAll("unreadable", file.toString());
        assertThat(store.replace("a", null, Entry.of(A))).isFalse();
        assertThat(file).isEmptyFile();

        Future<VersionedEntry> reader = threads.submit(() -> store.read("a"));
        MILLISECONDS.sleep(30);
        Files.writeString(file, "b");
        assertThat(reader.get(20, SECONDS).bytes()).containsExactly('b');
    }

    @Test
    void t59_stale_temps_of_ours_are_swept_at_the_first_write() throws Exception {
        store.replace("a/b", null, Entry.of(A));
        Path stale = temp("a/.tmp-1", Duration.ofMinutes(11));
        Path young = temp(".tmp-2", Duration.ofMinutes(9));
        Path foreign = temp("a/note-1", Duration.ofDays(9));
        Path victim = Files.writeString(temp.resolve("victim"), "victim");
        Files.setLastModifiedTime(victim, FileTime.from(Instant.EPOCH));
        Files.createSymbolicLink(directory.resolve(".tmp-4"), victim);

        TokenStore later = open(Clock.systemUTC());
        later.read("a/b");
        assertThat(stale).exists();
        later.replace("c", null, Entry.of(A));
        assertThat(stale).doesNotExist();
        assertThat(young).exists();
        assertThat(foreign).exists();
        assertThat(victim).hasContent("victim");
    }

    @Test
    @Tag("full") // needs root
    void t59_temps_of_others_are_left_alone() throws Exception {
        store.replace("a", null, Entry.of(A));
        Path foreign = temp(".tmp-1", Duration.ofMinutes(11));
        chown(foreign);
        open(Clock.systemUTC()).replace("b", null, Entry.of(A));
        assertThat(foreign).exists();
    }

    private Path temp(String name, Duration age) throws IOException {
        Path file = Files.writeString(directory.resolve(name), "token");
        return Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
    }

    @Test
    void t59_a_killed_writer_leaves_a_whole_file_and_temps_that_go() throws Exception {
        Random random = new Random(59);
        for (int i = 0; i < 5; i++) {
            ForkedJvm writer = fork("", "for-ever");
            writer.awaitLine(Duration.ofSeconds(20));
            MILLISECONDS.sleep(random.nextInt(60));
            writer.kill();
            assertThat(isWhole(store.read("a"))).isTrue();
        }
        TokenStore later = open(Clock.fixed(Instant.now().plus(Duration.ofMinutes(11)), ZoneOffset.UTC));
        WriterProcess.write(later, "a", 10, (byte) 'a');
        assertThat(temps()).isEmpty();
    }

    private List<Path> temps() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith(".tmp-"))
                    .toList();
        }
    }

    @Test
    void t60_a_write_that_fails_half_way_leaves_the_old_file_and_no_temp() throws Exception {
        store.replace("a", null, Entry.of(A));
        // The unit is 512 or 1024 bytes, as the shell likes.
        String answer = fork("ulimit -f 64;", "large").awaitLine(Duration.ofSeconds(20));
        assertThat(answer).contains("cannot write", directory.toString(), "safeconduct.store.file.dir");
        assertThat(store.read("a").bytes()).isEqualTo(A);
        assertThat(temps()).isEmpty();
    }

    @Test
    void t60_a_move_that_fails_leaves_no_temp() throws Exception {
        Files.createDirectories(directory.resolve("a.json/full"));
        assertThatThrownBy(() -> store.replace("a", null, Entry.of(A))).isInstanceOf(TokenStoreException.class);
        assertThat(temps()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "b/a"})
    void t61_a_link_in_the_place_of_an_entry_is_refused(String name) throws Exception {
        store.replace("b/c", null, Entry.of(A));
        Path victim = Files.writeString(temp.resolve("victim"), "victim");
        Path link = Files.createSymbolicLink(directory.resolve(name + ".json"), victim);

        assertThatThrownBy(() -> store.read(name)).isInstanceOf(TokenStoreException.class);
        assertThatThrownBy(() -> store.replace(name, null, Entry.of(A))).isInstanceOf(TokenStoreException.class);
        assertThatThrownBy(() -> store.remove(name, "1")).isInstanceOf(TokenStoreException.class);
        assertThat(victim).hasContent("victim");
        assertThat(link).isSymbolicLink();

        Files.delete(victim);
        assertThatThrownBy(() -> store.replace(name, null, Entry.of(A))).isInstanceOf(TokenStoreException.class);
        assertThat(victim).doesNotExist();
        assertThat(temps()).isEmpty();
    }

    @Test
    void t61_a_link_in_the_place_of_a_directory_is_refused() throws Exception {
        store.replace("a", null, Entry.of(A));
        Path victim = Files.createDirectory(temp.resolve("victim"));
        Files.writeString(victim.resolve("c.json"), "victim");
        Files.createSymbolicLink(directory.resolve("b"), victim);

        assertThatThrownBy(() -> store.read("b/c")).isInstanceOf(TokenStoreException.class);
        assertThatThrownBy(() -> store.replace("b/d", null, Entry.of(A))).isInstanceOf(TokenStoreException.class);
        assertThat(victim).isDirectoryNotContaining("glob:**/d.json");
    }

    @Test
    void t61_a_link_in_the_place_of_the_lock_file_is_refused() throws Exception {
        Files.createDirectory(directory);
        Path victim = temp.resolve("victim");
        Files.createSymbolicLink(directory.resolve(".lock"), victim);
        assertThatThrownBy(() -> store.lease("a", Duration.ZERO)).isInstanceOf(TokenStoreException.class);
        assertThatThrownBy(() -> store.replace("a", null, Entry.of(A))).isInstanceOf(TokenStoreException.class);
        assertThat(victim).doesNotExist();
    }

    @Test
    void t61_the_user_may_keep_the_directory_elsewhere() throws Exception {
        Path elsewhere = Files.createDirectory(temp.resolve("elsewhere"));
        Files.createSymbolicLink(directory, elsewhere);
        store.replace("a/b", null, Entry.of(A));
        assertThat(store.list(TokenStore.Index.USER, "a")).containsExactly("a/b");
        assertThat(elsewhere.resolve("a/b.json")).hasBinaryContent(A);
    }

    @Test
    void t61_a_pipe_is_refused_without_waiting() throws Exception {
        store.replace("b", null, Entry.of(A));
        new ProcessBuilder("mkfifo", directory.resolve("a.json").toString())
                .start()
                .waitFor();
        Future<VersionedEntry> reader = threads.submit(() -> store.read("a"));
        assertThatThrownBy(() -> reader.get(5, SECONDS)).hasCauseInstanceOf(TokenStoreException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"000", "022", "077"})
    void t62_whatever_the_umask_the_modes_are_closed(String umask) throws Exception {
        directory = temp.resolve("new/tokens");
        assertThat(fork("umask " + umask + ";", "once").awaitLine(Duration.ofSeconds(20)))
                .isEqualTo("done");
        for (String path : List.of("..", ".", "a")) {
            assertThat(mode(directory.resolve(path))).as(path).isEqualTo("rwx------");
        }
        for (String path : List.of("a.json", "a/b.json", ".lock")) {
            assertThat(mode(directory.resolve(path))).as(path).isEqualTo("rw-------");
        }
    }

    @Test
    void t62_loose_modes_of_ours_are_closed() throws Exception {
        store.replace("a/b", null, Entry.of(A));
        for (String path : List.of(".", "a")) {
            setMode(directory.resolve(path), "rwxrwxrwx");
        }
        setMode(directory.resolve("a/b.json"), "rw-rw-rw-");
        store.read("a/b");
        for (String path : List.of(".", "a")) {
            assertThat(mode(directory.resolve(path))).as(path).isEqualTo("rwx------");
        }
        assertThat(mode(directory.resolve("a/b.json"))).isEqualTo("rw-------");
    }

    @Test
    void t62_a_directory_that_users_share_is_refused_and_left_alone() throws Exception {
        Files.createDirectory(directory);
        Files.setAttribute(directory, "unix:mode", 01777);
        assertThatThrownBy(() -> store.replace("a", null, Entry.of(A)))
                .isInstanceOf(TokenStoreException.class)
                .hasMessageContainingAll(directory.toString(), "safeconduct.store.file.dir");
        assertThat(Files.getAttribute(directory, "unix:mode")).isEqualTo(041777);
    }

    @Test
    @Tag("full") // needs root
    void t62_files_of_another_user_are_refused() throws Exception {
        store.replace("a", null, Entry.of(A));
        String version = store.read("a").version();
        chown(directory.resolve("a.json"));
        assertThatThrownBy(() -> store.read("a"))
                .isInstanceOf(TokenStoreException.class)
                .hasMessageContainingAll("belongs to user 12345", "a.json");
        assertThatThrownBy(() -> store.replace("a", version, Entry.of(A))).isInstanceOf(TokenStoreException.class);
        assertThat(directory.resolve("a.json")).hasBinaryContent(A);
    }

    @Test
    @Tag("full") // needs root
    void t62_a_directory_of_another_user_is_refused_where_others_may_write() throws Exception {
        store.replace("a", null, Entry.of(A));
        chown(directory);
        assertThat(store.read("a")).isNotNull();
        for (String mode : List.of("rwxrwx---", "rwx----w-")) {
            setMode(directory, mode);
            assertThatThrownBy(() -> store.read("a"))
                    .isInstanceOf(TokenStoreException.class)
                    .hasMessageContainingAll("belongs to user 12345", directory.toString());
            assertThatThrownBy(() -> store.lease("a", Duration.ZERO)).isInstanceOf(TokenStoreException.class);
            assertThat(mode(directory)).isEqualTo(mode);
        }
    }

    @Test
    void t65_a_file_that_is_too_large_is_refused() throws Exception {
        store.replace("a", null, Entry.of(A));
        Files.write(directory.resolve("a.json"), new byte[256 * 1024 + 1]);
        assertThatThrownBy(() -> store.read("a"))
                .isInstanceOf(TokenStoreException.class)
                .hasMessageContaining("larger than 262144 bytes");
        assertThat(directory.resolve("a.json")).hasSize(256 * 1024 + 1);
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static void setMode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private static void chown(Path path) throws IOException {
        try {
            Files.setAttribute(path, "unix:uid", 12345);
        } catch (FileSystemException e) {
            throw new AssertionError("Only root can give files away: run the full tests as root", e);
        }
    }
}
