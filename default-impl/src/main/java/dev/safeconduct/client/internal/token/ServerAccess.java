package dev.safeconduct.client.internal.token;

import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.discovery.Discovery;
import dev.safeconduct.client.internal.discovery.HttpMetadataDiscovery;
import dev.safeconduct.client.internal.http.EndpointPolicy;
import dev.safeconduct.client.internal.http.Transport;
import dev.safeconduct.spi.MetadataDiscovery;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TokenKey;
import java.net.URI;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** One configured server with what belongs to it: its key, its endpoint policy, its discovery. Safe for all threads. */
public final class ServerAccess {

    private final ServerConfig config;
    private final TokenKey key;
    private final Transport transport;
    private final Clock clock;
    private final @Nullable MetadataDiscovery foreignDiscovery;
    private @Nullable EndpointPolicy policy;
    private @Nullable Discovery discovery;

    /** @param foreignDiscovery where metadata comes from, or null for HTTP */
    public ServerAccess(
            ServerConfig config,
            TokenKey key,
            Transport transport,
            @Nullable MetadataDiscovery foreignDiscovery,
            Clock clock) {
        this.config = config;
        this.key = key;
        this.transport = transport;
        this.foreignDiscovery = foreignDiscovery;
        this.clock = clock;
    }

    public ServerConfig config() {
        return config;
    }

    public TokenKey key() {
        return key;
    }

    /** Which endpoints may be talked to on behalf of this server. Blocks the first time: it resolves the host. */
    public synchronized EndpointPolicy policy() {
        EndpointPolicy known = policy;
        if (known == null) {
            known = EndpointPolicy.forServer(
                    config.url().uri(), config.flag("allow-private-issuer"), config.allowHttp());
            // Without a network yet, nothing is known: that must not decide for the life of the process.
            policy = EndpointPolicy.isResolved(config.url().uri()) ? known : null;
        }
        return known;
    }

    /**
     * Checks an endpoint that somebody else will connect to. Resolves its host name, so it may block.
     *
     * @param what the endpoint in words, for the error
     * @throws OAuthException if the policy refuses it, or its host cannot be resolved
     */
    public void check(URI endpoint, String what) throws OAuthException {
        transport.check(endpoint, policy(), what);
    }

    public synchronized Discovery discovery() {
        if (discovery == null) {
            MetadataDiscovery source =
                    foreignDiscovery != null ? foreignDiscovery : new HttpMetadataDiscovery(transport, this::policy);
            discovery = new Discovery(source, config, clock);
        }
        return discovery;
    }
}
