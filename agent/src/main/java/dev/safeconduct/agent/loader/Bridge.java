package dev.safeconduct.agent.loader;

import dev.safeconduct.agent.hook.AgentContext;
import dev.safeconduct.agent.hook.PackedResources;
import dev.safeconduct.agent.hook.Sites;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.BiFunction;

/** Puts the bridge into {@code java.lang} and tells it where the calls go. */
final class Bridge {

    private static final String FILE = "java/lang/SafeconductBridge.class";

    private Bridge() {}

    /**
     * Defines the bridge.
     *
     * @return false if there is one already, of another copy of the agent
     */
    @SuppressWarnings("rawtypes")
    static boolean define(Sites sites, AgentContext context) throws ReflectiveOperationException, IOException {
        MethodHandles.Lookup javaLang = MethodHandles.privateLookupIn(Object.class, MethodHandles.lookup());
        Class<?> bridge;
        try {
            bridge = javaLang.defineClass(bytes());
        } catch (LinkageError e) {
            return false;
        }
        VarHandle field = MethodHandles.privateLookupIn(bridge, MethodHandles.lookup())
                .findStaticVarHandle(bridge, "handlers", BiFunction[].class);
        return field.compareAndSet((BiFunction[]) null, sites.handlers(context));
    }

    private static byte[] bytes() throws IOException {
        byte[] bytes = PackedResources.read(Bridge.class.getClassLoader(), FILE);
        if (bytes == null) {
            throw new IOException(FILE + " is missing in the agent's jar");
        }
        return bytes;
    }
}
