package dev.safeconduct.agent.extension;

import dev.safeconduct.spi.TokenStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.security.AllPermission;
import java.security.Permissions;
import java.security.ProtectionDomain;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Loads the classes of one extension from memory. It sees the JDK and the contracts that it fulfills, and nothing else: no
 * class of the program, of the agent or of another extension.
 */
final class ExtensionLoader extends ClassLoader {

    private static final String CONTRACTS = TokenStore.class.getPackageName() + ".";

    private final ClassLoader agent;
    private final Map<String, byte[]> content;
    private final ProtectionDomain domain;

    ExtensionLoader(ClassLoader agent, Map<String, byte[]> content) {
        super("safeconduct-extension", getPlatformClassLoader());
        this.agent = agent;
        this.content = content;
        Permissions all = new Permissions();
        all.add(new AllPermission());
        this.domain = new ProtectionDomain(null, all);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        return name.startsWith(CONTRACTS) ? agent.loadClass(name) : super.loadClass(name, resolve);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = content.get(name.replace('.', '/') + ".class");
        if (bytes == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, bytes, 0, bytes.length, domain);
    }

    @Override
    protected @Nullable URL findResource(String name) {
        byte[] bytes = content.get(name);
        return bytes == null ? null : url(name, bytes);
    }

    @Override
    protected Enumeration<URL> findResources(String name) {
        URL url = findResource(name);
        return Collections.enumeration(url == null ? List.of() : List.of(url));
    }

    @SuppressWarnings("deprecation") // from Java 20 on, which has another way for it
    private static URL url(String name, byte[] bytes) {
        try {
            return new URL("safeconduct-extension", "", -1, "/" + name, new InMemory(bytes));
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e); // its handler takes any
        }
    }

    /** Handles the one URL that it is given to, without being known to the JVM. */
    private static final class InMemory extends URLStreamHandler {

        private final byte[] bytes;

        InMemory(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        protected URLConnection openConnection(URL url) {
            return new URLConnection(url) {
                @Override
                public void connect() {}

                @Override
                public InputStream getInputStream() throws IOException {
                    return new ByteArrayInputStream(bytes);
                }
            };
        }
    }
}
