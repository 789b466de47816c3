package dev.safeconduct.agent.module;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * The module as it is packed. Code that holds a class of it can ask for this object, so it has no state but what is in
 * its superclass, and each reader is its own.
 */
final class PackedModule extends ModuleReference {

    /** The names of its packages and of its service files, one a line; made when the jar is packed. */
    private static final String INDEX = "module.index";

    private static final String SERVICES = "META-INF/services/";
    private static final String START = "dev.safeconduct.agent.loader.AgentStart";

    private PackedModule(ModuleDescriptor descriptor, URI jar) {
        super(descriptor, jar);
    }

    /** That of an agent's jar. */
    static ModuleReference of(File jar) throws IOException {
        ModuleDescriptor.Builder builder = ModuleDescriptor.newModule(IsolatedModule.NAME);
        Set<String> packages = new HashSet<>();
        try (PackedReader reader = new PackedReader()) {
            for (String line : lines(reader, INDEX)) {
                if (line.startsWith(SERVICES)) {
                    String service = line.substring(SERVICES.length());
                    builder.uses(service).provides(service, lines(reader, line));
                } else {
                    packages.add(line.replace('/', '.'));
                }
            }
        }
        builder.packages(packages).provides(Function.class.getName(), List.of(START));
        return new PackedModule(builder.build(), jar.toURI());
    }

    private static List<String> lines(PackedReader reader, String name) throws IOException {
        List<String> lines = new ArrayList<>();
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(reader.open(name).orElseThrow(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    lines.add(line.trim());
                }
            }
        }
        return lines;
    }

    @Override
    public ModuleReader open() {
        return new PackedReader();
    }
}
