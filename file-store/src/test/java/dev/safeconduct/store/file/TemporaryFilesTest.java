package dev.safeconduct.store.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.spi.Entry;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.testkit.MapProviderConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process that died has left beside the entries, and the room that is kept for what is to be written. */
class TemporaryFilesTest {

    private static final String NAME = "sessions/0123456789abcdef0123456789abcdef";
    private static final String SHARED_NAME = "fedcba9876543210fedcba9876543210-0123456789abcdef0123456789abcdef";

    @TempDir
    private Path directory;

    private TokenStore store;

    @BeforeEach
    void open() throws Exception {
        store = openAgain();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private TokenStore openAgain() throws Exception {
        return new FileTokenStoreProvider()
                .create(MapProviderConfig.of(Map.of("safeconduct.store.file.dir", directory.toString())));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private String write(String name, String content) throws Exception {
        assertThat(store.replace(name, null, Entry.of(bytes(content)))).isTrue();
        return store.read(name).version();
    }

    private String read(String name) throws Exception {
        var entry = store.read(name);
        return entry == null ? null : new String(entry.bytes(), StandardCharsets.UTF_8);
    }

    private Path left(Temporary what, String content) throws IOException {
        Path file = Files.writeString(directory.resolve(what.fileName()), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static Temporary successor(String name, String predecessor, String content) {
        return new Temporary(name, predecessor, Digest.hex(bytes(content)));
    }

    private List<Path> temporaries() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(file -> file.getFileName().toString().startsWith(".tmp-"))
                    .toList();
        }
    }

    private void lease(String name) throws Exception {
        store.lease(name, Duration.ZERO).close();
    }

    @Test
    void t49_a_complete_successor_takes_the_place_of_what_it_was_to_replace() throws Exception {
        for (String name : List.of(NAME, SHARED_NAME)) {
            String version = write(name, "old");
            left(successor(name, version, "new"), "new");
            lease(NAME); // that of both
            assertThat(read(name)).isEqualTo("new");
            assertThat(temporaries()).isEmpty();
            store.remove(name, store.read(name).version());
        }
    }

    @Test
    void t49_so_it_does_when_the_store_is_opened_again() throws Exception {
        String version = write(NAME, "old");
        left(successor(NAME, version, "new"), "new");
        left(new Temporary("other", null, null), "room");
        try (TokenStore later = openAgain()) {
            later.lease("unconcerned", Duration.ZERO).close();
        }
        assertThat(read(NAME)).isEqualTo("new");
        assertThat(temporaries()).isEmpty();
    }

    @Test
    void t89_what_is_not_the_successor_of_what_is_there_is_deleted() throws Exception {
        String version = write(NAME, "old");
        String earlier = Digest.hex("earlier");
        left(successor(NAME, earlier, "older"), "older");
        left(successor(NAME, version, "whole"), "who");
        left(successor(NAME, null, "first"), "first");
        left(new Temporary(NAME, null, null), "room");
        left(successor("sessions/none", version, "foreign"), "foreign");
        Path readable = left(successor(NAME, version, "readable"), "readable");
        Files.setPosixFilePermissions(readable, PosixFilePermissions.fromString("rw-r--r--"));
        Path twice = left(successor(NAME, version, "twice"), "twice");
        Files.createLink(directory.resolve("second-name"), twice);
        Path target = left(successor(NAME, version, "linked"), "linked");
        Path elsewhere = Files.move(target, directory.resolve("elsewhere"));
        Files.createSymbolicLink(target, elsewhere);
        lease(NAME);
        lease("sessions/none");
        assertThat(read(NAME)).isEqualTo("old");
        assertThat(read("sessions/none")).isNull();
        assertThat(temporaries()).isEmpty();
        assertThat(elsewhere).hasContent("linked");
    }

    @Test
    void t89_after_a_logout_nothing_comes_back() throws Exception {
        String version = write(NAME, "old");
        left(successor(NAME, version, "new"), "new");
        assertThat(store.remove(NAME, version)).isTrue();
        lease(NAME);
        assertThat(read(NAME)).isNull();
        assertThat(temporaries()).isEmpty();
    }

    /** Only the owner of the lease may say whether the process that wrote it is alive. */
    @Test
    void what_belongs_to_a_lease_that_is_held_is_left_to_its_owner() throws Exception {
        String version = write(NAME, "old");
        TokenStore.Lease lease = store.lease(NAME, Duration.ZERO);
        lease.reserve(1000);
        left(successor(NAME, version, "new"), "new");
        try (TokenStore later = openAgain()) {
            later.replace("other", null, Entry.of(bytes("other")));
            assertThat(temporaries()).hasSize(2);
        }
        lease.close();
        assertThat(read(NAME)).isEqualTo("old");
    }

    @Test
    void room_is_used_by_the_write_and_given_back_with_the_lease() throws Exception {
        String version = write(SHARED_NAME, "old");
        TokenStore.Lease lease = store.lease(NAME, Duration.ZERO);
        lease.reserve(64 * 1024);
        assertThat(temporaries()).singleElement().satisfies(room -> assertThat(room)
                .hasSize(64 * 1024));
        assertThat(store.replace(SHARED_NAME, version, Entry.of(bytes("new")))).isTrue();
        assertThat(read(SHARED_NAME)).isEqualTo("new");
        assertThat(temporaries()).isEmpty();
        lease.reserve(10);
        lease.reserve(20);
        assertThat(temporaries()).hasSize(1);
        lease.close();
        assertThat(temporaries()).isEmpty();
    }

    /** Another process has swept it while this one was stopped. */
    @Test
    void a_write_does_without_room_that_is_gone() throws Exception {
        String version = write(NAME, "old");
        try (TokenStore.Lease lease = store.lease(NAME, Duration.ZERO)) {
            lease.reserve(10);
            Files.delete(temporaries().get(0));
            assertThat(store.replace(NAME, version, Entry.of(bytes("new")))).isTrue();
        }
        assertThat(read(NAME)).isEqualTo("new");
    }

    @Test
    void a_failing_disk_is_named_before_anything_is_spent() throws Exception {
        write(NAME, "old");
        try (TokenStore.Lease lease = store.lease(NAME, Duration.ZERO)) {
            // The root user may write anywhere, but not into what is not there.
            Path moved = Files.move(directory, directory.resolveSibling(directory.getFileName() + "-moved"));
            try {
                assertThatThrownBy(() -> lease.reserve(10))
                        .isInstanceOf(TokenStoreException.class)
                        .hasMessageContainingAll("cannot keep room for a token in " + directory, "NoSuchFile");
            } finally {
                Files.move(moved, directory);
            }
            assertThat(lease.outlives(Duration.ofSeconds(1))).isTrue();
        }
    }

    @Test
    void names_tell_what_a_file_is_as_far_as_they_are_not_too_long() {
        for (Temporary what : List.of(
                successor(NAME, Digest.hex("1"), "2"),
                successor(SHARED_NAME, null, "2"),
                new Temporary("a/b/c", null, null))) {
            assertThat(Temporary.of(what.fileName())).isEqualTo(what);
        }
        String longName = "a".repeat(200);
        assertThat(successor(longName, null, "2").fileName()).hasSizeLessThan(100);
        assertThat(Temporary.of(successor(longName, null, "2").fileName())).isNull();
        assertThat(Temporary.of(".tmp-0123456789abcdef01234567")).isNull();
    }
}
