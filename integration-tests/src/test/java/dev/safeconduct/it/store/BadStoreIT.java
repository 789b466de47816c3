package dev.safeconduct.it.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.it.StoredLogins;
import dev.safeconduct.it.TemporaryFolders;
import dev.safeconduct.testkit.FakeAuthorizationServer;
import dev.safeconduct.testkit.FakeProtectedResource;
import dev.safeconduct.testkit.server.DatabaseServer;
import dev.safeconduct.testkit.server.RedisServer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A store that holds what it should not, or is configured wrongly: the command line says what and where it is, and what to
 * do; no refresh token is sent, and nothing that is stored is changed.
 */
@Tag("full") // needs root, Redis and PostgreSQL
class BadStoreIT {

    private static final int GENERAL = 1;
    private static final int STORE = 5;
    private static final int LOGIN_NEEDED = 2;
    private static final String CANARY = "s3cret-canary";
    private static final Path LOGIN = TemporaryFolders.create("home");
    private static final String DIRECTORY = ".config/safeconduct/tokens";

    private static FakeAuthorizationServer issuer;
    private static FakeProtectedResource resource;

    private final Path home = TemporaryFolders.create("home");

    @BeforeAll
    static void logIn() throws Exception {
        issuer = FakeAuthorizationServer.start();
        resource = FakeProtectedResource.start(issuer);
        StoredLogins.expired(LOGIN, issuer, resource.resource());
    }

    @AfterAll
    static void close() {
        resource.close();
        issuer.close();
    }

    @BeforeEach
    void copyTheLogin() throws IOException {
        try (Stream<Path> files = Files.walk(LOGIN)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = home.resolve(LOGIN.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    @AfterEach
    void nothingWasSent() {
        assertThat(issuer.requests()).isEmpty();
    }

    private HostJvm.Ended run(String... command) {
        return HostProgram.commandLine(Jdk.JDK_17, command).home(home).run();
    }

    /** Writes the configuration of the user. */
    private void configure(Map<String, String> settings) throws IOException {
        Path file = Files.createDirectories(home.resolve(".config/safeconduct")).resolve("safeconduct.properties");
        Files.write(
                file,
                settings.entrySet().stream()
                        .map(setting -> setting.getKey() + "=" + setting.getValue())
                        .toList());
    }

    /** Both commands that read a login have these words, and neither a secret nor a stack trace. */
    private void assertSaid(int code, String... words) {
        for (HostJvm.Ended ended : List.of(run("token", resource.resource()), run("status"))) {
            String said = SteadyProgram.text(ended.err()) + SteadyProgram.text(ended.out());
            assertThat(ended.exitCode()).as(said).isEqualTo(code);
            assertThat(said).contains(words).doesNotContain(CANARY, "\tat ", "Exception");
        }
    }

    private Path record() throws IOException {
        List<Path> found = new ArrayList<>();
        for (String place : List.of("", "sessions")) {
            Path directory = home.resolve(DIRECTORY).resolve(place);
            if (Files.isDirectory(directory)) {
                try (Stream<Path> files = Files.list(directory)) {
                    files.filter(file -> file.toString().endsWith(".json")).forEach(found::add);
                }
            }
        }
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private enum Hostile {
        LINK("is not a regular file", "Remove it"),
        DIRECTORY("is not a regular file", "Remove it"),
        GIGABYTE("is larger than 262144 bytes", "Remove it"),
        BINARY("cannot be read", "a new login replaces it"),
        ANOTHERS("belongs to user 12345", "remove it"),
        EMPTY("unreadable: it is empty", "remove it");

        private final String what;
        private final String remedy;

        Hostile(String what, String remedy) {
            this.what = what;
            this.remedy = remedy;
        }

        void put(Path file) throws IOException {
            Path kept = file.resolveSibling("kept");
            Files.move(file, kept);
            switch (this) {
                case LINK -> Files.createSymbolicLink(file, kept);
                case DIRECTORY -> Files.createDirectories(file);
                case GIGABYTE -> {
                    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
                        sparse.setLength(1 << 30);
                    }
                }
                case BINARY -> Files.write(file, new byte[] {0, (byte) 0xFF, 'x', '\n', 0x1B, (byte) 0x80});
                case ANOTHERS -> {
                    Files.copy(kept, file);
                    Files.setAttribute(file, "unix:uid", 12345);
                }
                default -> Files.createFile(file);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_is_no_file_of_a_login_is_named_and_left(Hostile hostile) throws Exception {
        Path record = record();
        byte[] login = Files.readAllBytes(record);
        hostile.put(record);
        long size = Files.size(record);
        Object key = Files.getAttribute(record, "unix:ino", LinkOption.NOFOLLOW_LINKS);
        assertSaid(STORE, hostile.what, hostile.remedy, record.toString());
        assertThat(record.resolveSibling("kept")).hasBinaryContent(login);
        assertThat(Files.size(record)).isEqualTo(size);
        assertThat(Files.getAttribute(record, "unix:ino", LinkOption.NOFOLLOW_LINKS))
                .isEqualTo(key);
    }

    @Test
    void t65_a_login_under_the_name_of_another_is_not_used() throws Exception {
        String other = resource.origin() + "/other";
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(other.getBytes(StandardCharsets.UTF_8));
        Path record = record();
        Files.copy(record, record.resolveSibling(HexFormat.of().formatHex(hash, 0, 16) + ".json"));
        HostJvm.Ended ended = run("token", other);
        assertThat(ended.exitCode()).as(SteadyProgram.text(ended.err())).isEqualTo(LOGIN_NEEDED);
        assertThat(SteadyProgram.text(ended.err())).contains("login " + other);
    }

    @Test
    void a_store_that_is_unknown_is_told_with_what_brings_it() throws Exception {
        configure(Map.of("safeconduct.store", "nosuch"));
        assertSaid(
                GENERAL, "\"nosuch\"", "safeconduct.store", "found: file, memory", "Add the artifact that brings it");
    }

    @Test
    void a_wrong_key_of_the_encryption_is_told_by_its_id() throws Exception {
        configure(Map.of("safeconduct.store.key", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="));
        HostJvm.Ended encrypted = run("store", "encrypt");
        assertThat(encrypted.exitCode()).as(SteadyProgram.text(encrypted.err())).isZero();
        Path record = record();
        byte[] sealed = Files.readAllBytes(record);
        configure(Map.of("safeconduct.store.key", "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA="));
        assertSaid(STORE, "is encrypted with the key", "Add it to safeconduct.store.old-keys", record.toString());
        configure(Map.of());
        assertSaid(STORE, "is encrypted with the key", "Set safeconduct.store.key to it", record.toString());
        assertThat(record).hasBinaryContent(sealed);
    }

    @Test
    void a_wrong_password_of_redis_is_told_without_it() throws Exception {
        try (RedisServer server = RedisServer.start("requirepass right-" + CANARY)) {
            configure(NetworkStores.redis(server, "password", "wrong-" + CANARY));
            assertSaid(STORE, "safeconduct.store.redis.password", "127.0.0.1:" + server.port());
        }
    }

    @Test
    void a_wrong_password_of_the_database_and_a_missing_table_are_told() throws Exception {
        try (DatabaseServer server = NetworkStores.postgres()) {
            String address = "127.0.0.1:" + server.port();
            configure(NetworkStores.jdbc(server, "password", "wrong-" + CANARY));
            assertSaid(STORE, "safeconduct.store.jdbc.password", address);
            configure(NetworkStores.jdbc(server, "table-prefix", "other_"));
            assertSaid(STORE, "ddl <postgresql|mariadb|h2> other_ prints", address);
        }
    }
}
