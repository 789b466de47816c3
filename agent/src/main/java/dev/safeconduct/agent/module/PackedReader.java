package dev.safeconduct.agent.module;

import java.io.InputStream;
import java.lang.module.ModuleReader;
import java.net.URI;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads what is packed in the agent's jar by the loader of this class, which is the entry class. Safe for all threads. */
final class PackedReader implements ModuleReader {

    /** Nothing: a URL would need a handler, and the host may have put others in the place of the JDK's. */
    @Override
    public Optional<URI> find(String name) {
        return Optional.empty();
    }

    @Override
    public Optional<InputStream> open(String name) {
        return Optional.ofNullable(PackedReader.class.getClassLoader().getResourceAsStream(name));
    }

    /** Nothing, as nothing is found by a URL. */
    @Override
    public Stream<String> list() {
        return Stream.empty();
    }

    @Override
    public void close() {}
}
