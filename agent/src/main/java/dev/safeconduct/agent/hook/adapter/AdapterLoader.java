package dev.safeconduct.agent.hook.adapter;

import dev.safeconduct.agent.hook.AdapterSource;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Defines the adapter of one client for one loader of the host. An adapter sees itself, a short list of our classes, and
 * what the host's loader has; the host's loader sees nothing of it, and when the host drops that loader, this one goes
 * too. The name stands in stack traces.
 */
final class AdapterLoader extends ClassLoader {

    private static final String OURS = "dev.safeconduct.";

    static {
        registerAsParallelCapable();
    }

    private final AdapterSource source;
    private final String ownPackage;

    /**
     * For one adapter.
     *
     * @param client its name, for the loader's own
     * @param adapter the name of its main class; its package is all that is defined here
     * @param source has the adapter's class files and the shared classes
     * @param host has the client; null for the boot loader
     */
    AdapterLoader(String client, String adapter, AdapterSource source, @Nullable ClassLoader host) {
        super("safeconduct-" + client, host);
        this.source = source;
        this.ownPackage = adapter.substring(0, adapter.lastIndexOf('.') + 1);
        SharedClasses.exportTo(getUnnamedModule());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(OURS)) {
            return super.loadClass(name, resolve);
        }
        // Never the host's: it may have the same classes from the library.
        if (!name.startsWith(ownPackage)) {
            return SharedClasses.load(name, source.agent());
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            return known != null ? known : define(name);
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        try {
            byte[] bytes = source.read(name);
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }
}
