package dev.safeconduct.agent.loader;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;

/** Opens the URLs of our own resources, for the {@code ServiceLoader}, past the host's URL handlers. */
public final class Resources extends URLStreamHandler {

    private final ClassLoader loader;

    /**
     * Of one loader.
     *
     * @param loader gives the bytes; the path of a URL is the resource's name
     */
    public Resources(ClassLoader loader) {
        this.loader = loader;
    }

    @Override
    protected URLConnection openConnection(URL url) {
        return new URLConnection(url) {
            @Override
            public void connect() {}

            @Override
            public InputStream getInputStream() throws IOException {
                InputStream in = loader.getResourceAsStream(url.getPath());
                if (in == null) {
                    throw new IOException("not there: " + url);
                }
                return in;
            }
        };
    }
}
