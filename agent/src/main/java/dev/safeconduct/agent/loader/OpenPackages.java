package dev.safeconduct.agent.loader;

import java.lang.instrument.Instrumentation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Opens packages of the JDK to one module, the agent's own. Never to the host's, which could read
 * the JDK's secrets then.
 */
final class OpenPackages {

    private OpenPackages() {}

    /** Opens packages of a module; nothing if this JVM does not have it. */
    static void to(Module reader, Instrumentation instrumentation, String module, List<String> packages) {
        Optional<Module> found = ModuleLayer.boot().findModule(module);
        if (found.isPresent()) {
            Map<String, Set<Module>> opens = new HashMap<>();
            for (String name : packages) {
                opens.put(name, Set.of(reader));
            }
            instrumentation.redefineModule(found.get(), Set.of(), Map.of(), opens, Set.of(), Map.of());
        }
    }
}
