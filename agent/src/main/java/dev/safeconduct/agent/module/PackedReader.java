package dev.safeconduct.agent.module;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleReader;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/** Reads the classes that lie in the jar under {@code isolated/} with another ending. Safe for all threads. */
final class PackedReader implements ModuleReader {

    private static final String ISOLATED = "isolated/";
    private static final String CLASS = ".class";

    private final File jar;

    /** Weak, so that no file stays open for longer than classes are loaded from it (CRaC). */
    private volatile WeakReference<@Nullable JarFile> open = new WeakReference<>(null);

    PackedReader(File jar) {
        this.jar = jar;
    }

    /** Nothing: a URL would need a handler, and the host may have put others in the place of the JDK's. */
    @Override
    public Optional<URI> find(String name) {
        return Optional.empty();
    }

    @Override
    public Optional<InputStream> open(String name) throws IOException {
        JarFile file = jarFile();
        ZipEntry entry = file.getEntry(ISOLATED + (name.endsWith(CLASS) ? name + "data" : name));
        if (entry == null) {
            return Optional.empty();
        }
        try (InputStream in = file.getInputStream(entry)) {
            return Optional.of(new ByteArrayInputStream(in.readAllBytes()));
        }
    }

    private JarFile jarFile() throws IOException {
        JarFile file = open.get();
        if (file == null) {
            file = new JarFile(jar, false);
            open = new WeakReference<>(file);
        }
        return file;
    }

    @Override
    public Stream<String> list() throws IOException {
        return jarFile().stream()
                .map(ZipEntry::getName)
                .filter(name -> name.startsWith(ISOLATED))
                .map(name -> name.substring(ISOLATED.length()));
    }

    @Override
    public void close() {
        open.clear();
    }
}
