package dev.safeconduct.agent.hook.adapter;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The loader of an application that has the library for itself. */
final class HostLoader extends ClassLoader {

    HostLoader() {
        this(HostLoader.class.getClassLoader());
    }

    HostLoader(ClassLoader parent) {
        super("host", parent);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith("library.")) {
            return super.loadClass(name, resolve);
        }
        Class<?> known = findLoadedClass(name);
        if (known != null) {
            return known;
        }
        try (InputStream in = HostLoader.class.getResourceAsStream("/" + name.replace('.', '/') + ".class")) {
            byte[] bytes = in.readAllBytes();
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Class<?> client() throws ClassNotFoundException {
        return loadClass("library.Client");
    }

    Object builder() throws ReflectiveOperationException {
        return loadClass("library.Builder").getConstructor().newInstance();
    }
}
