package dev.safeconduct.agent.loader;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleReader;
import java.lang.module.ResolvedModule;
import org.jspecify.annotations.Nullable;

/** Reads files of the agent's jar past the host's URL handlers. */
final class PackedResources {

    private PackedResources() {}

    /**
     * A file's bytes.
     *
     * @param name as for a class loader
     * @return null if there is no such file
     */
    static byte @Nullable [] read(String name) throws IOException {
        Module module = PackedResources.class.getModule();
        ModuleLayer layer = module.getLayer();
        if (layer == null) { // the classes of a test
            try (InputStream in = PackedResources.class.getClassLoader().getResourceAsStream(name)) {
                return in == null ? null : in.readAllBytes();
            }
        }
        ResolvedModule resolved =
                layer.configuration().findModule(module.getName()).orElseThrow();
        try (ModuleReader reader = resolved.reference().open()) {
            InputStream in = reader.open(name).orElse(null);
            return in == null ? null : in.readAllBytes();
        }
    }
}
