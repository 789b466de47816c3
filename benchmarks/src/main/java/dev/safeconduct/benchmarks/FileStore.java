package dev.safeconduct.benchmarks;

import com.google.api.client.util.store.DataStore;
import com.google.api.client.util.store.FileDataStoreFactory;
import com.microsoft.aad.msal4j.IAccount;
import com.microsoft.aad.msal4j.ITokenCache;
import com.microsoft.aad.msal4j.ITokenCacheAccessAspect;
import com.microsoft.aad.msal4j.ITokenCacheAccessContext;
import com.microsoft.aad.msal4jextensions.PersistenceSettings;
import com.microsoft.aad.msal4jextensions.PersistenceTokenCacheAccessAspect;
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
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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
    DataStore<byte[]> google;
    ITokenCacheAccessAspect msal4j;
    final ITokenCacheAccessContext unchanged = new Access(false);
    final ITokenCacheAccessContext changed = new Access(true);

    @Setup
    public void setUp() throws Exception {
        directory = Files.createTempDirectory(
                "file-store", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        store = new FileTokenStoreProvider()
                .create(MapProviderConfig.of(Map.of("safeconduct.store.file.dir", directory.toString())));
        store.replace(NAME, null, Entry.of(BYTES));
        version = store.read(NAME).version();
        // As a login is between two refreshes.
        Files.setLastModifiedTime(
                directory.resolve(NAME + ".json"), FileTime.from(Instant.now().minusSeconds(60)));
        file = Files.write(directory.resolve("other"), BYTES);
        google = new FileDataStoreFactory(directory.resolve("google").toFile()).getDataStore("tokens");
        google.set(NAME, BYTES);
        msal4j = new PersistenceTokenCacheAccessAspect(PersistenceSettings.builder("msal4j", directory)
                .setLinuxUseUnprotectedFileAsCacheStorage(true)
                .build());
        access(changed);
        access(unchanged);
    }

    @TearDown
    public void tearDown() {
        store.close();
    }

    /** What MSAL4J does around each use of its cache. */
    Object access(ITokenCacheAccessContext context) {
        msal4j.beforeCacheAccess(context);
        msal4j.afterCacheAccess(context);
        return context;
    }

    /** One call of {@code stat}. */
    Object stat() throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class);
    }

    /** By the same bytes, so that the version stays the same, and what is measured is the write alone. */
    void write() throws Exception {
        if (!store.replace(NAME, version, Entry.of(BYTES))) {
            throw new IllegalStateException("another version");
        }
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

    /** A use of MSAL4J's cache, whose content is as large as the entry beside it. */
    private record Access(boolean hasCacheChanged) implements ITokenCacheAccessContext, ITokenCache {

        private static final String TEXT = new String(BYTES, StandardCharsets.UTF_8);

        @Override
        public ITokenCache tokenCache() {
            return this;
        }

        @Override
        public String clientId() {
            return "robot";
        }

        @Override
        public @Nullable IAccount account() {
            return null;
        }

        @Override
        public void deserialize(String data) {}

        @Override
        public String serialize() {
            return TEXT;
        }
    }
}
