package dev.safeconduct.store.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.safeconduct.spi.Entry;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.testkit.MapProviderConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of a file that has not changed, and whatever may happen to the file then. */
class UnchangedFilesTest {

    private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));

    @TempDir
    private Path directory;

    private TokenStore store;

    @BeforeEach
    void open() throws Exception {
        store = openAt(Instant.now());
        store.replace("a", null, entry("one"));
        Files.setLastModifiedTime(file("a"), LONG_AGO);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private TokenStore openAt(Instant now) throws Exception {
        return new FileTokenStoreProvider()
                .create(new MapProviderConfig(
                        Map.of("safeconduct.store.file.dir", directory.toString()),
                        null,
                        Clock.fixed(now, ZoneOffset.UTC)));
    }

    private Path file(String name) {
        return directory.resolve(name + ".json");
    }

    private static Entry entry(String text) {
        return Entry.of(text.getBytes(UTF_8));
    }

    private String read(String name) throws Exception {
        return new String(store.read(name).bytes(), UTF_8);
    }

    @Test
    void a_file_that_has_not_changed_is_not_read_again() throws Exception {
        assertThat(store.read("a")).isSameAs(store.read("a"));
    }

    @Test
    void a_file_that_was_written_just_now_is_read_again() throws Exception {
        store.replace("b", null, entry("one"));
        assertThat(store.read("b")).isEqualTo(store.read("b")).isNotSameAs(store.read("b"));
    }

    @Test
    void another_file_of_the_same_size_and_time_is_noticed() throws Exception {
        assertThat(read("a")).isEqualTo("one");
        Path other = Files.writeString(directory.resolve("other"), "two");
        Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rw-------"));
        Files.setLastModifiedTime(other, LONG_AGO);
        Files.move(other, file("a"), StandardCopyOption.ATOMIC_MOVE);
        assertThat(read("a")).isEqualTo("two");
    }

    @Test
    void a_file_that_is_written_in_place_is_noticed() throws Exception {
        assertThat(read("a")).isEqualTo("one");
        Files.writeString(file("a"), "two");
        assertThat(read("a")).isEqualTo("two");
        Files.writeString(file("a"), "longer");
        Files.setLastModifiedTime(file("a"), LONG_AGO);
        assertThat(read("a")).isEqualTo("longer");
    }

    @Test
    void a_file_that_is_gone_is_noticed() throws Exception {
        assertThat(read("a")).isEqualTo("one");
        Files.delete(file("a"));
        assertThat(store.read("a")).isNull();
    }

    @Test
    void a_file_that_others_may_read_by_now_is_closed_again() throws Exception {
        assertThat(read("a")).isEqualTo("one");
        Files.setPosixFilePermissions(file("a"), PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(read("a")).isEqualTo("one");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file("a"))))
                .isEqualTo("rw-------");
    }

    @Test
    void a_link_in_the_place_of_the_file_is_noticed() throws Exception {
        assertThat(read("a")).isEqualTo("one");
        Files.move(file("a"), directory.resolve("elsewhere"));
        Files.createSymbolicLink(file("a"), directory.resolve("elsewhere"));
        assertThat(catchThrowable(() -> store.read("a"))).hasMessageContaining("not a regular file");
    }

    @Test
    void the_owner_of_the_lease_reads_the_file() throws Exception {
        var before = store.read("a");
        try (TokenStore.Lease lease = store.lease("a", Duration.ZERO)) {
            assertThat(lease).isNotNull();
            assertThat(store.read("a")).isEqualTo(before).isNotSameAs(before);
        }
        assertThat(store.read("a")).isSameAs(store.read("a"));
    }

    @Test
    void an_entry_of_another_name_in_the_same_place_is_not_taken_for_it() throws Exception {
        for (int i = 0; i < 40; i++) {
            store.replace("n" + i, null, entry("content " + i));
            Files.setLastModifiedTime(file("n" + i), LONG_AGO);
        }
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 40; i++) {
                assertThat(read("n" + i)).isEqualTo("content " + i);
            }
        }
    }

    @Test
    void an_entry_whose_time_comes_is_not_there_any_more() throws Exception {
        Instant start = Instant.now();
        Instant[] now = {start};
        Clock clock = new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now[0];
            }
        };
        try (TokenStore another = new FileTokenStoreProvider()
                .create(new MapProviderConfig(
                        Map.of("safeconduct.store.file.dir", directory.toString()), null, clock))) {
            another.replace("e", null, new Entry("one".getBytes(UTF_8), Map.of(), start.plusSeconds(10)));
            Files.setLastModifiedTime(file("e"), LONG_AGO);
            assertThat(another.read("e")).isSameAs(another.read("e")).isNotNull();
            now[0] = start.plusSeconds(10);
            assertThat(another.read("e")).isNull();
        }
    }

    @Test
    void a_file_of_the_go_tool_counts_only_as_long_as_there_is_no_other() throws Exception {
        String shared = Digest.hex("https://h.example");
        String server = "https://h.example/mcp";
        String own = Digest.hex("default\0" + server + "\0default");
        Path goTools =
                Files.writeString(file(shared), "{\"access_token\":\"go\",\"server_url\":\"https://h.example\"}");
        Files.setLastModifiedTime(goTools, LONG_AGO);
        String name = shared + "-" + own;
        assertThat(read(name)).contains("\"go\"");
        assertThat(read(name)).contains("\"go\"");

        Files.createDirectories(directory.resolve("sessions"));
        Files.writeString(directory.resolve("sessions/" + own + ".json"), "{\"access_token\":\"own\"}");
        assertThat(read(name)).contains("\"own\"");
    }
}
