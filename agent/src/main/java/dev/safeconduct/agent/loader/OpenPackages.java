package dev.safeconduct.agent.loader;

import dev.safeconduct.agent.hook.ClientHook;
import dev.safeconduct.agent.hook.JdkHook;
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

    static void to(Module reader, Instrumentation instrumentation, List<ClientHook> clients) {
        Map<String, Map<String, Set<Module>>> byModule = new HashMap<>();
        byModule.put("java.base", new HashMap<>(Map.of("java.lang", Set.of(reader))));
        if (OwnPermissions.areNeeded()) {
            byModule.get("java.base").put(OwnPermissions.PACKAGE, Set.of(reader));
        }
        for (ClientHook client : clients) {
            if (!(client instanceof JdkHook hook)) {
                continue;
            }
            Map<String, Set<Module>> packages = byModule.get(hook.module());
            if (packages == null) {
                packages = new HashMap<>();
                byModule.put(hook.module(), packages);
            }
            for (String name : hook.packages()) {
                packages.put(name, Set.of(reader));
            }
        }
        for (Map.Entry<String, Map<String, Set<Module>>> entry : byModule.entrySet()) {
            Optional<Module> module = ModuleLayer.boot().findModule(entry.getKey());
            if (module.isPresent()) {
                instrumentation.redefineModule(module.get(), Set.of(), Map.of(), entry.getValue(), Set.of(), Map.of());
            }
        }
    }
}
