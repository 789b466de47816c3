package dev.safeconduct.benchmarks;

import dev.safeconduct.spi.Entry;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.store.file.FileTokenStoreProvider;
import dev.safeconduct.testkit.MapProviderConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A directory of logins with one entry, as large as one usually is. */
@State(Scope.Benchmark)
public class FileStore {

    static final String NAME = "0f3a9c";
    static final byte[] BYTES = "x".repeat(2500).getBytes(StandardCharsets.UTF_8);

    Path directory;
    Path file;
    TokenStore store;
    String version;

    @Setup
    public void setUp() throws Exception {
        directory = Files.createTempDirectory(
                "file-store", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        store = new FileTokenStoreProvider()
                .create(MapProviderConfig.of(Map.of("safeconduct.store.file.dir", directory.toString())));
        store.replace(NAME, null, Entry.of(BYTES));
        version = store.read(NAME).version();
        file = Files.write(directory.resolve("other"), BYTES);
    }

    @TearDown
    public void tearDown() {
        store.close();
    }

    /** One call of {@code stat}. */
    Object stat() throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class);
    }

    void write() throws Exception {
        if (!store.replace(NAME, version, Entry.of(BYTES))) {
            throw new IllegalStateException("another version");
        }
        version = store.read(NAME).version();
    }

    /** The least that survives a crash: a temporary file, its content on the disk, its name, the directory on the disk. */
    void bareWrite() throws IOException {
        Path temporary = directory.resolve("temporary");
        try (FileChannel out = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            out.write(ByteBuffer.wrap(BYTES));
            out.force(true);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel parent = FileChannel.open(directory, StandardOpenOption.READ)) {
            parent.force(true);
        }
    }
}
