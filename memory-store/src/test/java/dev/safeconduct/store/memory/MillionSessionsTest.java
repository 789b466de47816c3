package dev.safeconduct.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.spi.Entry;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStore.Index;
import dev.safeconduct.spi.VersionedEntry;
import dev.safeconduct.testkit.ForkedJvm;
import dev.safeconduct.testkit.MapProviderConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A million users of a web application, in a JVM of its own: what an entry takes of its heap, and each call for each of
 * them. With a call that looks at all entries it does not come to its last line. The times are printed, not judged.
 */
@Tag("full")
class MillionSessionsTest {

    private static final int SESSIONS = 1_000_000;

    /** A token record of an opaque access token and refresh token has about this size. */
    private static final int CONTENT = 700;

    @Test
    void an_entry_takes_less_than_a_kibibyte_beside_its_content_and_each_call_is_for_one_entry() throws Exception {
        List<String> command = new ArrayList<>(ForkedJvm.command(MillionSessionsTest.class));
        command.removeIf(option -> option.startsWith("-Xmx") || option.startsWith("-XX:Tiered"));
        command.add(1, "-Xmx4g");
        try (ForkedJvm jvm = ForkedJvm.start(command)) {
            int bytes = Integer.parseInt(jvm.awaitLine(Duration.ofMinutes(5)));
            assertThat(bytes).isLessThan(1024);
            String times = jvm.awaitLine(Duration.ofMinutes(5));
            System.out.println("A million sessions: " + bytes + " bytes each beside the content; " + times);
            assertThat(jvm.awaitEnd(Duration.ofMinutes(1))).isZero();
        }
    }

    private interface Call {
        void of(int session) throws Exception;
    }

    private static String time(String what, Call call) throws Exception {
        long start = System.nanoTime();
        for (int i = 0; i < SESSIONS; i++) {
            call.of(i);
        }
        double micros = (System.nanoTime() - start) / 1e3 / SESSIONS;
        return String.format(Locale.ROOT, "%s %.2f µs", what, micros);
    }

    private static void check(boolean holds, int session) {
        if (!holds) {
            throw new IllegalStateException("session " + session);
        }
    }

    private static String name(int session) {
        return String.format(Locale.ROOT, "sessions/%032x", session * 0x9e3779b97f4a7c15L);
    }

    /** Strings of its own, as those that are read from a request. */
    private static Entry entry(int session) {
        Map<Index, String> index = Map.of(
                Index.SESSION,
                "user:" + Integer.toHexString(session) + "-0123456789abcdef",
                Index.USER,
                "0123456789abcdef-" + session,
                Index.ISSUER,
                new String("https://login.example.com/realms/customers"),
                Index.SERVER,
                new String("https://api.example.com/mcp"));
        return new Entry(new byte[CONTENT], index, null);
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /** The program in that JVM. */
    public static void main(String[] arguments) throws Exception {
        long before = used();
        TokenStore store = new MemoryTokenStoreProvider()
                .create(MapProviderConfig.of(
                        Map.of(MemoryTokenStoreProvider.MAX_ENTRIES_KEY, Integer.toString(SESSIONS))));
        List<String> times = new ArrayList<>();
        times.add(time("new", i -> check(store.replace(name(i), null, entry(i)), i)));
        System.out.println((used() - before) / SESSIONS - CONTENT);
        times.add(time("read", i -> check(store.read(name(i)) != null, i)));
        times.add(time("list", i -> {
            List<String> found = store.list(
                    Index.SESSION, Objects.requireNonNull(entry(i).index().get(Index.SESSION)));
            check(found.equals(List.of(name(i))), i);
        }));
        times.add(time("refresh", i -> {
            VersionedEntry kept = Objects.requireNonNull(store.read(name(i)));
            check(store.replace(name(i), kept.version(), entry(i)), i);
        }));
        long start = System.nanoTime();
        check(
                store.list(Index.ISSUER, "https://login.example.com/realms/customers")
                                .size()
                        == SESSIONS,
                -1);
        times.add(String.format(Locale.ROOT, "list of all %.0f ms", (System.nanoTime() - start) / 1e6));
        times.add(time("remove", i -> {
            VersionedEntry kept = Objects.requireNonNull(store.read(name(i)));
            check(store.remove(name(i), kept.version()), i);
        }));
        System.out.println(String.join(", ", times));
    }
}
