package dev.safeconduct.agent.loader;

import dev.safeconduct.agent.instrumentation.AgentContext;
import dev.safeconduct.agent.instrumentation.BridgeHandlers;
import dev.safeconduct.agent.instrumentation.ClientInstrumentation;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
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
    static boolean define(List<ClientInstrumentation> clients, AgentContext context)
            throws ReflectiveOperationException, IOException {
        MethodHandles.Lookup javaLang = MethodHandles.privateLookupIn(Object.class, MethodHandles.lookup());
        Class<?> bridge;
        try {
            bridge = javaLang.defineClass(bytes());
        } catch (LinkageError e) {
            return false;
        }
        BridgeHandlers handlers = new BridgeHandlers();
        for (ClientInstrumentation client : clients) {
            client.install(handlers, context);
        }
        VarHandle field = MethodHandles.privateLookupIn(bridge, MethodHandles.lookup())
                .findStaticVarHandle(bridge, "handlers", BiFunction[].class);
        return field.compareAndSet((BiFunction[]) null, handlers.toArray());
    }

    private static byte[] bytes() throws IOException {
        byte[] bytes = PackedResources.read(FILE);
        if (bytes == null) {
            throw new IOException(FILE + " is missing in the agent's jar");
        }
        return bytes;
    }
}
