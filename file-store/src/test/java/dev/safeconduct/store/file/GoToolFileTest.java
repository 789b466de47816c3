package dev.safeconduct.store.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.spi.Entry;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.spi.VersionedEntry;
import dev.safeconduct.testkit.ForkedJvm;
import dev.safeconduct.testkit.MapProviderConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two URLs that the Go tool gives one file name, in files that it and earlier versions find. */
class GoToolFileTest {

    private static final String ORIGIN = "https://h.example";
    private static final String MCP = "https://h.example/mcp";
    private static final String SHARED = Digest.hex(ORIGIN);

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

    private static String own(String server) {
        return Digest.hex("default\0" + server + "\0default");
    }

    private static String name(String server) {
        return SHARED + "-" + own(server);
    }

    private Path sharedFile() {
        return directory.resolve(SHARED + ".json");
    }

    private Path ownFile(String server) {
        return directory.resolve("sessions/" + own(server) + ".json");
    }

    private static String goTools(String token) {
        return "{\"access_token\":\"" + token + "\",\"server_url\":\"" + ORIGIN + "\"}";
    }

    private static String ours(String server, String token) {
        return "{\n  \"access_token\": \"" + token + "\",\n  \"server_url\": \"" + server
                + "\",\n  \"safeconduct_session\": \"default\",\n  \"safeconduct_profile\": \"default\"\n}";
    }

    private static Entry entry(String text) {
        return Entry.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private String read(String server) throws Exception {
        VersionedEntry entry = store.read(name(server));
        return entry == null ? null : new String(entry.bytes(), StandardCharsets.UTF_8);
    }

    private boolean put(String server, String content) throws Exception {
        VersionedEntry entry = store.read(name(server));
        return store.replace(name(server), entry == null ? null : entry.version(), entry(content));
    }

    private boolean remove(String server) throws Exception {
        return store.remove(name(server), store.read(name(server)).version());
    }

    @Test
    void the_first_login_is_in_the_go_tools_file_and_the_second_in_its_own() throws Exception {
        put(MCP, ours(MCP, "1"));
        put(ORIGIN, ours(ORIGIN, "2"));
        put(MCP, ours(MCP, "11"));
        put(ORIGIN, ours(ORIGIN, "22"));
        assertThat(sharedFile()).hasContent(ours(MCP, "11"));
        assertThat(ownFile(ORIGIN)).hasContent(ours(ORIGIN, "22"));
        assertThat(store.locate(name(MCP))).isEqualTo(sharedFile().toString());
        assertThat(store.locate(name(ORIGIN))).isEqualTo(ownFile(ORIGIN).toString());
        assertThat(remove(MCP)).isTrue();
        assertThat(read(MCP)).isNull();
        assertThat(read(ORIGIN)).isEqualTo(ours(ORIGIN, "22"));
    }

    @Test
    void what_stays_alone_stays_where_it_is() throws Exception {
        put(MCP, ours(MCP, "1"));
        put(ORIGIN, ours(ORIGIN, "2"));
        remove(MCP);
        put(ORIGIN, ours(ORIGIN, "22"));
        assertThat(ownFile(ORIGIN)).hasContent(ours(ORIGIN, "22"));
        assertThat(sharedFile()).doesNotExist();
    }

    /** Earlier versions use these two names, as they are. */
    @Test
    void a_login_of_an_earlier_version_is_found_under_either_name_and_replaced_there() throws Exception {
        store.replace(SHARED, null, entry(ours(ORIGIN, "1")));
        store.replace("sessions/" + own(MCP), null, entry(ours(MCP, "2")));
        assertThat(read(ORIGIN)).isEqualTo(ours(ORIGIN, "1"));
        assertThat(read(MCP)).isEqualTo(ours(MCP, "2"));
        assertThat(put(ORIGIN, ours(ORIGIN, "11"))).isTrue();
        assertThat(put(MCP, ours(MCP, "22"))).isTrue();
        assertThat(store.read(SHARED).bytes())
                .isEqualTo(entry(ours(ORIGIN, "11")).bytes());
        assertThat(store.list(TokenStore.Index.SERVER, ORIGIN))
                .containsExactlyInAnyOrder(SHARED, "sessions/" + own(MCP));
    }

    @Test
    void a_login_of_the_go_tool_is_that_of_every_url_until_one_replaces_it() throws Exception {
        Files.writeString(sharedFile(), goTools("go"));
        assertThat(read(MCP)).isEqualTo(goTools("go"));
        assertThat(read(ORIGIN)).isEqualTo(goTools("go"));
        put(MCP, ours(MCP, "1"));
        assertThat(read(ORIGIN)).isNull();
    }

    @Test
    void what_is_removed_is_gone_from_both_files() throws Exception {
        put(MCP, ours(MCP, "1"));
        put(ORIGIN, ours(ORIGIN, "2"));
        Files.writeString(sharedFile(), goTools("go"));
        assertThat(remove(ORIGIN)).isTrue();
        assertThat(read(ORIGIN)).isNull();
        assertThat(sharedFile()).doesNotExist();
    }

    /** An entry that is encrypted from now on, say: the readable one would stay in the other file. */
    @Test
    void content_of_another_format_has_its_own_file_and_leaves_nothing_in_the_go_tools() throws Exception {
        put(MCP, ours(MCP, "1"));
        put(MCP, "sealed");
        assertThat(read(MCP)).isEqualTo("sealed");
        assertThat(ownFile(MCP)).hasContent("sealed");
        assertThat(sharedFile()).doesNotExist();
    }

    /** An earlier version, beside this one, writes there what it refreshes, and does not see the other file. */
    @Test
    void of_two_files_of_one_entry_the_go_tools_is_the_valid_one_and_a_write_removes_the_other() throws Exception {
        store.replace("sessions/" + own(MCP), null, entry(ours(MCP, "old")));
        store.replace(SHARED, null, entry(ours(MCP, "new")));
        assertThat(read(MCP)).isEqualTo(ours(MCP, "new"));
        assertThat(put(MCP, ours(MCP, "newer"))).isTrue();
        assertThat(sharedFile()).hasContent(ours(MCP, "newer"));
        assertThat(ownFile(MCP)).doesNotExist();
    }

    @Test
    void what_is_removed_does_not_come_back_from_a_stale_file() throws Exception {
        store.replace("sessions/" + own(MCP), null, entry(ours(MCP, "old")));
        store.replace(SHARED, null, entry(ours(MCP, "new")));
        assertThat(remove(MCP)).isTrue();
        assertThat(read(MCP)).isNull();
        assertThat(ownFile(MCP)).doesNotExist();
    }

    @Test
    void a_login_of_this_client_is_valid_beside_one_of_the_go_tool() throws Exception {
        store.replace("sessions/" + own(MCP), null, entry(ours(MCP, "1")));
        Files.writeString(sharedFile(), goTools("go"));
        assertThat(read(MCP)).isEqualTo(ours(MCP, "1"));
        assertThat(put(MCP, ours(MCP, "11"))).isTrue();
        assertThat(sharedFile()).hasContent(goTools("go"));
    }

    @Test
    void a_torn_file_is_replaced() throws Exception {
        Files.writeString(sharedFile(), "{\"access_tok");
        assertThat(read(MCP)).isEqualTo("{\"access_tok");
        assertThat(put(MCP, ours(MCP, "1"))).isTrue();
        assertThat(sharedFile()).hasContent(ours(MCP, "1"));
    }

    @Test
    void logins_that_share_a_file_name_are_made_at_once_and_none_is_lost() throws Exception {
        List<String> servers = List.of(ORIGIN, MCP, ORIGIN + "/sse", MCP + "/");
        ExecutorService threads = Executors.newFixedThreadPool(servers.size());
        try {
            for (int round = 0; round < 25; round++) {
                CyclicBarrier start = new CyclicBarrier(servers.size());
                List<Callable<Boolean>> logins = servers.stream()
                        .<Callable<Boolean>>map(server -> () -> {
                            try (TokenStore mine = openAgain()) {
                                start.await();
                                return mine.replace(name(server), null, entry(ours(server, "1")));
                            }
                        })
                        .toList();
                for (Future<Boolean> login : threads.invokeAll(logins, 60, TimeUnit.SECONDS)) {
                    assertThat(login.get()).isTrue();
                }
                for (String server : servers) {
                    assertThat(read(server)).isEqualTo(ours(server, "1"));
                    assertThat(remove(server)).isTrue();
                }
            }
        } finally {
            threads.shutdownNow();
            assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** Logs in, refreshes and logs out, again and again, and says when a token was not the one that it had stored. */
    static final class Program {

        public static void main(String[] arguments) throws Exception {
            String server = arguments[1];
            MapProviderConfig config = MapProviderConfig.of(Map.of("safeconduct.store.file.dir", arguments[0]));
            try (TokenStore store = new FileTokenStoreProvider().create(config)) {
                for (int round = 0; round < 100; round++) {
                    String version = null;
                    for (String token : List.of(round + "a", round + "b")) {
                        boolean written = store.replace(name(server), version, entry(ours(server, token)));
                        VersionedEntry read = store.read(name(server));
                        if (!written
                                || read == null
                                || !Arrays.equals(
                                        read.bytes(), entry(ours(server, token)).bytes())) {
                            System.out.println("lost " + token);
                            return;
                        }
                        version = read.version();
                    }
                    if (!store.remove(name(server), version) || store.read(name(server)) != null) {
                        System.out.println("not removed " + round);
                        return;
                    }
                }
            }
            System.out.println("done");
        }
    }

    @Test
    void processes_with_logins_that_share_a_file_name_do_not_overwrite_each_other() throws Exception {
        try (ForkedJvm one = ForkedJvm.start(Program.class, directory.toString(), ORIGIN);
                ForkedJvm two = ForkedJvm.start(Program.class, directory.toString(), MCP)) {
            assertThat(one.awaitLine(Duration.ofMinutes(2))).isEqualTo("done");
            assertThat(two.awaitLine(Duration.ofMinutes(2))).isEqualTo("done");
        }
    }

    @Test
    void a_write_that_fails_half_way_leaves_the_old_entry() throws Exception {
        put(MCP, ours(MCP, "old"));
        // What cannot be deleted: a directory that is not empty.
        Files.createDirectories(ownFile(MCP).resolve("x"));
        assertThatThrownBy(() -> put(MCP, ours(MCP, "new"))).isInstanceOf(TokenStoreException.class);
        assertThat(read(MCP)).isEqualTo(ours(MCP, "old"));
        assertThat(sharedFile()).hasContent(ours(MCP, "old"));
    }

    /** An earlier version locks the file's name alone. */
    @Test
    void a_writer_of_an_earlier_version_and_one_of_this_exclude_each_other() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 25; round++) {
                CyclicBarrier start = new CyclicBarrier(2);
                Future<Boolean> earlier = threads.submit(() -> {
                    start.await();
                    return store.replace(SHARED, null, entry(ours(ORIGIN, "1")));
                });
                Future<Boolean> present = threads.submit(() -> {
                    start.await();
                    return store.replace(name(MCP), null, entry(ours(MCP, "2")));
                });
                assertThat(present.get(20, TimeUnit.SECONDS)).isTrue();
                assertThat(read(MCP)).isEqualTo(ours(MCP, "2"));
                if (earlier.get(20, TimeUnit.SECONDS)) {
                    assertThat(read(ORIGIN)).isEqualTo(ours(ORIGIN, "1"));
                    remove(ORIGIN);
                }
                remove(MCP);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void the_lease_of_a_name_does_not_hinder_its_writers() throws Exception {
        try (TokenStore.Lease lease = store.lease(name(MCP), Duration.ZERO)) {
            assertThat(lease).isNotNull();
            assertThat(put(MCP, ours(MCP, "1"))).isTrue();
        }
    }
}
