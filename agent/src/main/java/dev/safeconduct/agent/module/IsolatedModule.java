package dev.safeconduct.agent.module;

import java.io.File;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Function;

/**
 * The agent's classes as a named module that exports and opens nothing. The host may get hold of objects of the agent:
 * a task that its executor is given, a frame on its stack, a thread. From any of them it reaches a class and a loader;
 * the module is what stops it there, as {@code setAccessible} fails for all members of all classes. And what the JDK
 * opens to the agent it opens to this module alone. The loader is one of the JDK's own, as a loader of the agent could
 * be told to define a class.
 *
 * <p>No lambdas here: the first one of a JVM is dearer than all of this.
 */
public final class IsolatedModule implements ModuleFinder {

    static final String NAME = "dev.safeconduct.agent.isolated";

    /** From here on nothing keeps an access control context. */
    private static final int NO_ACCESS_CONTROL = 24;

    private final ModuleReference module;

    private IsolatedModule(ModuleReference module) {
        this.module = module;
    }

    /**
     * Defines the module; called once, by the entry class.
     *
     * @param jar the agent's
     * @return what starts the agent: an instance of the module's one provider of {@link Function}
     * @throws IOException if the jar cannot be read
     * @throws java.util.NoSuchElementException if it has no such provider
     */
    public static Function<?, ?> define(File jar, Instrumentation instrumentation) throws IOException {
        IsolatedModule finder = new IsolatedModule(PackedModule.of(jar));
        ModuleLayer boot = ModuleLayer.boot();
        ModuleLayer layer =
                Runtime.version().feature() < NO_ACCESS_CONTROL ? BareAccessContext.leave(finder) : finder.layer();
        // Quicker than to resolve them, and there is no need to know which of them a host has.
        instrumentation.redefineModule(
                layer.findModule(NAME).orElseThrow(), boot.modules(), Map.of(), Map.of(), Set.of(), Map.of());
        return ServiceLoader.load(layer, Function.class).iterator().next();
    }

    /** Its loader keeps the access control context of the code that happens to wake the agent. */
    ModuleLayer layer() {
        ModuleLayer boot = ModuleLayer.boot();
        Configuration configuration = boot.configuration().resolve(this, ModuleFinder.of(), Set.of(NAME));
        return ModuleLayer.defineModulesWithOneLoader(
                        configuration, List.of(boot), ClassLoader.getPlatformClassLoader())
                .layer();
    }

    @Override
    public Optional<ModuleReference> find(String name) {
        return name.equals(NAME) ? Optional.of(module) : Optional.empty();
    }

    @Override
    public Set<ModuleReference> findAll() {
        return Set.of(module);
    }
}
