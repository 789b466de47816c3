package dev.safeconduct.store.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.testkit.ForkedJvm;
import dev.safeconduct.testkit.MapProviderConfig;
import dev.safeconduct.testkit.StoreCalls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How often the calls of the client come to the disk, by the system calls of a process that makes them. */
@Tag("full")
class FileCallsTest {

    private static final String SYSTEM_CALLS = "openat,fsync,fdatasync,rename,renameat,renameat2";

    @Test
    void the_page_of_the_stores_says_how_many_files_are_opened_written_and_renamed(@TempDir Path directory)
            throws Exception {
        Path trace = directory.resolve("trace");
        List<String> command =
                new ArrayList<>(List.of("strace", "-f", "-y", "-o", trace.toString(), "-e", "trace=" + SYSTEM_CALLS));
        command.addAll(ForkedJvm.command(FileCallsTest.class, directory.toString()));
        try (ForkedJvm process = ForkedJvm.start(command)) {
            assertThat(process.awaitEnd(Duration.ofMinutes(2))).isZero();
        }
        StringBuilder row = new StringBuilder("| `file`: files opened, forced to disk, renamed |");
        List<String> lines = Files.readAllLines(trace);
        for (StoreCalls calls : StoreCalls.values()) {
            row.append(' ').append(counts(lines, directory, calls)).append(" |");
        }
        assertThat(Files.readString(Path.of("../docs/stores.md"))).contains(row + "\n");
    }

    /** Between the two marks, in the directory of the store. */
    private static String counts(List<String> lines, Path directory, StoreCalls calls) {
        String mark = directory.resolve(calls.name()).toString();
        int from = indexOf(lines, mark + "-begin");
        List<String> between = lines.subList(from + 1, indexOf(lines, mark + "-end")).stream()
                .filter(line -> line.contains(directory.resolve("tokens").toString()))
                .toList();
        long opened = between.stream().filter(line -> line.contains(" openat(")).count();
        long forced = between.stream().filter(line -> line.contains("sync(")).count();
        long renamed = between.stream().filter(line -> line.contains(" rename")).count();
        return opened + forced + renamed == 0 ? "0" : opened + ", " + forced + ", " + renamed;
    }

    private static int indexOf(List<String> lines, String mark) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(mark)) {
                return i;
            }
        }
        throw new AssertionError(mark + " is not in the trace");
    }

    /** The process that is traced. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        Map<String, String> keys = Map.of(
                FileTokenStoreProvider.DIRECTORY_KEY,
                directory.resolve("tokens").toString());
        try (TokenStore store = new FileTokenStoreProvider().create(MapProviderConfig.of(keys))) {
            StoreCalls.prepare(store);
            for (StoreCalls calls : StoreCalls.values()) {
                Files.writeString(directory.resolve(calls.name() + "-begin"), "");
                calls.repeat(store);
                Files.writeString(directory.resolve(calls.name() + "-end"), "");
            }
        }
    }
}
