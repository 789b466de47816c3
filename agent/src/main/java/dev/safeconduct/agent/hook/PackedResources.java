package dev.safeconduct.agent.hook;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleReader;
import org.jspecify.annotations.Nullable;

/** Reads files of the agent's jar past the host's URL handlers, which a loader of the JDK's would use. */
public final class PackedResources {

    private PackedResources() {}

    /**
     * A file's bytes.
     *
     * @param agent the loader of this class, or one of a test
     * @param name as for a class loader
     * @return null if there is no such file
     */
    public static byte @Nullable [] read(ClassLoader agent, String name) throws IOException {
        Module module = PackedResources.class.getModule();
        ModuleLayer layer = agent == PackedResources.class.getClassLoader() ? module.getLayer() : null;
        if (layer == null) {
            try (InputStream in = agent.getResourceAsStream(name)) {
                return in == null ? null : in.readAllBytes();
            }
        }
        try (ModuleReader reader = layer.configuration()
                .findModule(module.getName())
                .orElseThrow()
                .reference()
                .open()) {
            InputStream in = reader.open(name).orElse(null);
            return in == null ? null : in.readAllBytes();
        }
    }
}
