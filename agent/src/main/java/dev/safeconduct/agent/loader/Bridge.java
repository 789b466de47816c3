package dev.safeconduct.agent.loader;

import dev.safeconduct.agent.hook.PackedResources;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Puts the bridge into {@code java.lang} and tells it where the calls go. Guarded by its holder. */
final class Bridge {

    private static final String FILE = "java/lang/SafeconductBridge.class";

    private final VarHandle field;

    @SuppressWarnings("rawtypes")
    private BiFunction[] handlers = {};

    private Bridge(VarHandle field) {
        this.field = field;
    }

    /**
     * Defines the bridge.
     *
     * @return null if there is one already, of another copy of the agent
     */
    static @Nullable Bridge define() throws ReflectiveOperationException, IOException {
        MethodHandles.Lookup javaLang = MethodHandles.privateLookupIn(Object.class, MethodHandles.lookup());
        Class<?> bridge;
        try {
            bridge = javaLang.defineClass(bytes());
        } catch (LinkageError e) {
            return null;
        }
        return new Bridge(MethodHandles.privateLookupIn(bridge, MethodHandles.lookup())
                .findStaticVarHandle(bridge, "handlers", BiFunction[].class));
    }

    /** The number of the next handler. */
    int size() {
        return handlers.length;
    }

    /** Adds handlers, for code that is about to be woven. */
    @SuppressWarnings("rawtypes")
    void add(BiFunction[] more) {
        BiFunction[] all = Arrays.copyOf(handlers, handlers.length + more.length);
        System.arraycopy(more, 0, all, handlers.length, more.length);
        field.setVolatile(all);
        handlers = all;
    }

    private static byte[] bytes() throws IOException {
        byte[] bytes = PackedResources.read(Bridge.class.getClassLoader(), FILE);
        if (bytes == null) {
            throw new IOException(FILE + " is missing in the agent's jar");
        }
        return bytes;
    }
}
