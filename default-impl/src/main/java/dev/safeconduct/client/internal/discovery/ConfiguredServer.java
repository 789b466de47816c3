package dev.safeconduct.client.internal.discovery;

import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.config.TokenKey;
import dev.safeconduct.client.internal.log.EventLog;
import dev.safeconduct.client.internal.transport.EndpointPolicy;
import dev.safeconduct.client.internal.transport.Transport;
import dev.safeconduct.spi.MetadataDiscovery;
import dev.safeconduct.spi.OAuthException;
import java.net.URI;
import java.time.Clock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One configured server with what belongs to it: its key, its endpoint policy, its discovery. Safe for all threads. */
public final class ConfiguredServer {

    private final Server server;
    private final TokenKey key;

    /** @param foreignDiscovery where metadata comes from, or null for HTTP */
    public ConfiguredServer(
            ServerConfig config,
            TokenKey key,
            Transport transport,
            @Nullable MetadataDiscovery foreignDiscovery,
            Clock clock,
            EventLog log) {
        this(new Server(config, transport, foreignDiscovery, clock, log), key);
    }

    private ConfiguredServer(Server server, TokenKey key) {
        this.server = server;
        this.key = key;
    }

    /** The same server for another record. What is known of the server is shared. */
    public ConfiguredServer forKey(TokenKey other) {
        return other.equals(key) ? this : new ConfiguredServer(server, other);
    }

    public ServerConfig config() {
        return server.config;
    }

    public TokenKey key() {
        return key;
    }

    /** Which endpoints may be talked to on behalf of this server. Blocks the first time: it resolves the host. */
    public EndpointPolicy policy() {
        return server.policy();
    }

    /**
     * Checks an endpoint that other code will connect to. Resolves its host name, so it may block.
     *
     * @param what the endpoint in words, for the error
     * @throws OAuthException if the policy refuses it, or its host cannot be resolved
     */
    public void check(URI endpoint, String what) throws OAuthException {
        server.transport.check(endpoint, policy(), what);
    }

    public Discovery discovery() {
        return server.discovery();
    }

    /** The same from the start, without what is known already, and with a word on each look. */
    public Discovery discovery(Consumer<TracedDiscovery.Step> steps) {
        return server.discovery(new TracedDiscovery(server.source(), steps));
    }

    /** What does not depend on whose token it is. */
    private static final class Server {

        private final ServerConfig config;
        private final Transport transport;
        private final @Nullable MetadataDiscovery foreignDiscovery;
        private final Clock clock;
        private final EventLog log;
        private volatile @Nullable EndpointPolicy policy;
        private @Nullable Discovery discovery;

        Server(
                ServerConfig config,
                Transport transport,
                @Nullable MetadataDiscovery foreignDiscovery,
                Clock clock,
                EventLog log) {
            this.config = config;
            this.transport = transport;
            this.foreignDiscovery = foreignDiscovery;
            this.clock = clock;
            this.log = log;
        }

        /** Two threads may both find out, which costs no more than a look-up; a monitor would hold all up for a slow one. */
        EndpointPolicy policy() {
            EndpointPolicy known = policy;
            if (known == null) {
                known = EndpointPolicy.forServer(
                        config.url().uri(), config.allowPrivateIssuer(), config.allowHttp(), config.remedies());
                // Without a network yet, nothing is known: that must not decide for the life of the process.
                policy = EndpointPolicy.isResolved(config.url().uri()) ? known : null;
            }
            return known;
        }

        synchronized Discovery discovery() {
            if (discovery == null) {
                discovery = discovery(source());
            }
            return discovery;
        }

        Discovery discovery(MetadataDiscovery from) {
            return new Discovery(from, config, clock, log);
        }

        MetadataDiscovery source() {
            return foreignDiscovery != null ? foreignDiscovery : new HttpMetadataDiscovery(transport, this::policy);
        }
    }
}
