package dev.safeconduct.store.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.spi.Entry;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStore.Index;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.testkit.MapProviderConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the files of entries that expire look, and when they are deleted. */
class ExpiringFilesTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant END = NOW.plusSeconds(10);

    @TempDir
    private Path directory;

    private TokenStore at(Instant now) throws TokenStoreException {
        return new FileTokenStoreProvider()
                .create(new MapProviderConfig(
                        Map.of("safeconduct.store.file.dir", directory.toString()),
                        null,
                        Clock.fixed(now, ZoneOffset.UTC)));
    }

    private static Entry entry(String text, Instant expiresAt) {
        return new Entry(text.getBytes(UTF_8), Map.of(), expiresAt);
    }

    private Path file(String name) {
        return directory.resolve(name + ".json");
    }

    @Test
    void the_end_is_in_a_line_in_front_of_the_content() throws Exception {
        try (TokenStore store = at(NOW)) {
            store.replace("flows/a", null, entry("a", END));
            assertThat(file("flows/a")).hasContent("safeconduct-expires 1 2026-01-01T00:00:10Z\na");
            assertThat(store.read("flows/a").bytes()).asString(UTF_8).isEqualTo("a");
        }
    }

    @Test
    void an_expired_file_is_deleted_by_a_listing_and_by_the_first_write_of_a_process() throws Exception {
        try (TokenStore store = at(NOW)) {
            store.replace("flows/a", null, entry("a", END));
            store.replace("b", null, entry("b", null));
            assertThat(store.list(Index.USER, "x")).containsExactlyInAnyOrder("flows/a", "b");
        }
        try (TokenStore store = at(END)) {
            assertThat(store.read("flows/a")).isNull();
            assertThat(file("flows/a")).as("a read deletes nothing").exists();
            assertThat(store.list(Index.USER, "x")).containsExactly("b");
            assertThat(file("flows/a")).doesNotExist();
        }
        try (TokenStore store = at(NOW)) {
            store.replace("flows/a", null, entry("a", END));
        }
        try (TokenStore store = at(END)) {
            store.replace("c", null, entry("c", null));
            assertThat(file("flows/a")).doesNotExist();
            assertThat(file("b")).hasContent("b");
        }
    }

    @Test
    void an_expired_file_on_a_disk_that_cannot_be_written_is_not_listed_either() throws Exception {
        try (TokenStore store = at(NOW)) {
            store.replace("flows/a", null, entry("a", END));
        }
        Path flows = directory.resolve("flows");
        Files.setPosixFilePermissions(flows, PosixFilePermissions.fromString("r-x------"));
        try (TokenStore store = at(END)) {
            assertThat(store.list(Index.USER, "x")).isEmpty();
        } finally {
            Files.setPosixFilePermissions(flows, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** What is there already, and what only looks like such a line. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "safeconduct-expires",
                "safeconduct-expires 1 ",
                "safeconduct-expires 1 soon\n{}",
                "safeconduct-expires 1 2026-01-01T00:00:00Z",
                "safeconduct-expires 2 2026-01-01T00:00:00Z\n{}"
            })
    void a_file_without_such_a_line_is_read_as_it_is_and_does_not_expire(String content) throws Exception {
        Files.writeString(file("a"), content);
        Files.setPosixFilePermissions(file("a"), PosixFilePermissions.fromString("rw-------"));
        try (TokenStore store = at(Instant.parse("2030-01-01T00:00:00Z"))) {
            assertThat(store.read("a").bytes()).asString(UTF_8).isEqualTo(content);
            assertThat(store.names()).containsExactly("a");
        }
    }

    @Test
    void a_content_that_looks_like_such_a_line_comes_back_as_it_was() throws Exception {
        String content = "safeconduct-expires 1 2026-01-01T00:00:00Z\n{}";
        try (TokenStore store = at(NOW.plus(Duration.ofDays(1)))) {
            store.replace("a", null, entry(content, null));
            assertThat(store.read("a").bytes()).asString(UTF_8).isEqualTo(content);
            store.replace("a", store.read("a").version(), entry(content, Instant.MAX));
            assertThat(store.read("a").bytes()).asString(UTF_8).isEqualTo(content);
        }
    }

    @Test
    void an_entry_of_the_largest_size_may_expire() throws Exception {
        byte[] largest = new byte[256 * 1024];
        try (TokenStore store = at(NOW)) {
            store.replace("a", null, new Entry(largest, Map.of(), Instant.MAX));
            assertThat(store.read("a").bytes()).isEqualTo(largest);
        }
    }

    /** The Go tool would not understand it. */
    @Test
    void an_entry_that_expires_is_never_in_the_go_tools_file() throws Exception {
        String server = "https://api.example";
        String own = Digest.hex("default\0" + server + "\0default");
        String name = "1".repeat(32) + "-" + own;
        String login = "{\"server_url\":\"" + server
                + "\",\"safeconduct_session\":\"default\",\"safeconduct_profile\":\"default\"}";
        try (TokenStore store = at(NOW)) {
            store.replace(name, null, entry(login, END));
            assertThat(file("1".repeat(32))).doesNotExist();
            assertThat(file("sessions/" + own)).exists();
            assertThat(store.read(name).bytes()).asString(UTF_8).isEqualTo(login);
            store.replace(name, store.read(name).version(), entry(login, null));
            assertThat(store.read(name).bytes()).asString(UTF_8).isEqualTo(login);
        }
    }
}
