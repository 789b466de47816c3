package dev.safeconduct.client.internal.transport;

import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.ProviderConfig;
import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which proxy our calls go through: that of {@code safeconduct.http.proxy}, else the host's, and none for what is in
 * {@code safeconduct.http.no-proxy}. For https alone: what goes in the clear, refresh tokens too, no proxy is to read.
 * The configuration is read at each call, so a password in a file may change.
 */
final class Proxies extends ProxySelector {

    private final ProviderConfig settings;
    private final Supplier<@Nullable ProxySelector> host;

    /** @param host the proxies where none is configured; gives null for none */
    Proxies(ProviderConfig settings, Supplier<@Nullable ProxySelector> host) {
        this.settings = settings;
        this.host = host;
    }

    /**
     * The configured proxy, where an endpoint is reached through it.
     *
     * @throws OAuthException if the configuration is wrong; the message names the key
     */
    @Nullable HttpProxy configured(URI endpoint) throws OAuthException {
        try {
            return ours(endpoint);
        } catch (IllegalArgumentException e) {
            throw new OAuthException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Whether a proxy connects to an endpoint. The JDK's client looks at the first that is named, and only uses HTTP.
     *
     * @throws OAuthException if the configuration is wrong; the message names the key
     */
    boolean isProxied(URI endpoint) throws OAuthException {
        if (configured(endpoint) != null) {
            return true;
        }
        List<Proxy> proxies = select(endpoint);
        return !proxies.isEmpty() && proxies.get(0).type() == Proxy.Type.HTTP;
    }

    @Override
    public List<Proxy> select(URI uri) {
        HttpProxy ours = ours(uri);
        if (ours != null) {
            return List.of(ours.toProxy());
        }
        ProxySelector host = hosts();
        return host == null || isDirect(uri) ? List.of(Proxy.NO_PROXY) : host.select(uri);
    }

    /** Never for this machine. */
    private @Nullable HttpProxy ours(URI endpoint) {
        String value = settings.get(HttpProxy.KEY);
        HttpProxy proxy = value == null ? null : HttpProxy.parse(value);
        return proxy == null || isDirect(endpoint) || HostName.isLoopback(endpoint.getHost()) ? null : proxy;
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
        ProxySelector host = hosts();
        if (host != null) {
            host.connectFailed(uri, address, failure);
        }
    }

    private @Nullable ProxySelector hosts() {
        return settings.get(HttpProxy.KEY) == null ? host.get() : null;
    }

    private boolean isDirect(URI uri) {
        String host = uri.getHost();
        return host == null
                || !"https".equalsIgnoreCase(uri.getScheme())
                || NoProxy.contains(settings.get(NoProxy.KEY), host);
    }
}
