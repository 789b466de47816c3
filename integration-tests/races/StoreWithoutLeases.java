import dev.safeconduct.spi.Entry;
import dev.safeconduct.spi.ProviderConfig;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.spi.TokenStoreProvider;
import dev.safeconduct.spi.VersionedEntry;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/**
 * A store on files that keeps versions, and whose leases exclude nothing: only to see that {@code races/run} fails with
 * it. An entry is a file, with its version in the first line.
 */
public final class StoreWithoutLeases implements TokenStore {
    private static final int VERSION = UUID.randomUUID().toString().length();

    private final Path folder;

    /** Of {@code safeconduct.store.without-leases.dir}, which has to be there. */
    public static final class Provider implements TokenStoreProvider {
        @Override
        public String name() {
            return "without-leases";
        }

        @Override
        public TokenStore create(ProviderConfig config) {
            return new StoreWithoutLeases(Path.of(config.get("safeconduct.store.without-leases.dir")));
        }
    }

    private StoreWithoutLeases(Path folder) {
        this.folder = folder;
    }

    private Path file(String name) {
        return folder.resolve(name.replace('/', '~'));
    }

    @Override
    public VersionedEntry read(String name) throws TokenStoreException {
        return locked(() -> current(name));
    }

    private VersionedEntry current(String name) throws IOException {
        if (!Files.exists(file(name))) {
            return null;
        }
        byte[] all = Files.readAllBytes(file(name));
        String version = new String(all, 0, VERSION, StandardCharsets.US_ASCII);
        return new VersionedEntry(version, Arrays.copyOfRange(all, VERSION + 1, all.length));
    }

    private boolean isAt(String name, String version) throws IOException {
        VersionedEntry current = current(name);
        return Objects.equals(version, current == null ? null : current.version());
    }

    @Override
    public boolean replace(String name, String expectedVersion, Entry entry) throws TokenStoreException {
        return locked(() -> {
            if (!isAt(name, expectedVersion)) {
                return false;
            }
            Path next = Files.createTempFile(folder, ".next", "");
            Files.writeString(next, UUID.randomUUID() + "\n");
            Files.write(next, entry.bytes(), StandardOpenOption.APPEND);
            Files.move(next, file(name), StandardCopyOption.ATOMIC_MOVE);
            return true;
        });
    }

    @Override
    public boolean remove(String name, String expectedVersion) throws TokenStoreException {
        return locked(() -> isAt(name, expectedVersion) && Files.deleteIfExists(file(name)));
    }

    @Override
    public List<String> list(Index index, String value) throws TokenStoreException {
        return locked(() -> {
            try (Stream<Path> files = Files.list(folder)) {
                return files.map(file -> file.getFileName().toString().replace('~', '/'))
                        .filter(name -> !name.startsWith("."))
                        .toList();
            }
        });
    }

    /** For reading and writing, never for a refresh. */
    private <T> T locked(Callable<T> work) throws TokenStoreException {
        synchronized (StoreWithoutLeases.class) {
            try (FileChannel channel = FileChannel.open(
                            folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                return work.call();
            } catch (Exception e) {
                throw new TokenStoreException("The store without leases failed: " + e, e);
            }
        }
    }

    @Override
    public Lease lease(String name, Duration wait) {
        return new Lease() {
            @Override
            public boolean outlives(Duration duration) {
                return true;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public Reach reach() {
        return Reach.HOST;
    }

    @Override
    public void close() {}
}
