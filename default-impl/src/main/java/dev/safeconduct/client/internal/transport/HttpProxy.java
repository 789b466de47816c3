package dev.safeconduct.client.internal.transport;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The proxy of {@code safeconduct.http.proxy}. Holds a secret: {@link #toString} shows host and port only.
 *
 * @param host its host
 * @param port its port
 * @param userInfo {@code user:password}, or null
 */
record HttpProxy(String host, int port, @Nullable String userInfo) {

    static final String KEY = "safeconduct.http.proxy";

    /**
     * Reads {@code http://user:password@host:port}; {@code http://} and what is before the {@code @} may be missing.
     *
     * @throws IllegalArgumentException naming the key and what is wrong; the value is not repeated
     */
    static HttpProxy parse(String text) {
        URI uri;
        try {
            uri = new URI(text.contains("://") ? text : "http://" + text);
        } catch (URISyntaxException e) {
            throw refused("is not http://host:port. In a user name or password, write what is neither a letter nor a"
                    + " digit as %40 and so on");
        }
        if (!"http".equalsIgnoreCase(uri.getScheme())) {
            throw refused("is neither host:port nor http://host:port: other kinds of proxies are not served");
        }
        String path = uri.getRawPath();
        boolean bare = (path.isEmpty() || path.equals("/")) && uri.getRawQuery() == null && uri.getFragment() == null;
        if (uri.getHost() == null || uri.getPort() < 1 || uri.getPort() > 65535 || !bare) {
            throw refused("is not http://host:port with a host name and a port, and nothing after them");
        }
        return new HttpProxy(uri.getHost(), uri.getPort(), uri.getUserInfo());
    }

    private static IllegalArgumentException refused(String why) {
        return new IllegalArgumentException(KEY + " " + why + ".");
    }

    /** For the JDK, which looks up the host when it connects. */
    Proxy toProxy() {
        return new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(host, port));
    }

    /** The value of {@code Proxy-Authorization} (RFC 7617), or null. */
    @Nullable String authorization() {
        return userInfo == null
                ? null
                : "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
