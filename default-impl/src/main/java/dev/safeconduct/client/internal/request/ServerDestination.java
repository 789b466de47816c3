package dev.safeconduct.client.internal.request;

import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.token.TokenSource;
import dev.safeconduct.client.request.Destination;
import dev.safeconduct.client.request.Hop;
import dev.safeconduct.client.request.Origin;
import dev.safeconduct.client.request.RequestExchange;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A configured server and where its tokens come from. */
public final class ServerDestination implements Destination {

    private final ServerConfig server;
    private final TokenSource source;
    private final ExchangeSettings settings;

    public ServerDestination(ServerConfig server, TokenSource source, ExchangeSettings settings) {
        this.server = server;
        this.source = source;
        this.settings = settings;
    }

    @Override
    public RequestExchange begin(Duration timeout) {
        return new HopByHopExchange(settings, timeout);
    }

    ServerConfig server() {
        return server;
    }

    TokenSource source() {
        return source;
    }

    /**
     * Whether a request that began there may carry a token here: a site that is not configured must not make a program
     * send authenticated requests by a redirect (THREATS 71).
     *
     * @param started null if it is not known
     */
    boolean mayBeReachedFrom(@Nullable Origin started, Origin target) {
        if (started == null) {
            return true;
        }
        boolean isDowngrade = started.isHttps() && !target.isHttps();
        return (started.hasSameHost(target) && !isDowngrade) || isOneOfUrls(started);
    }

    private boolean isOneOfUrls(Origin started) {
        return server.urls().stream().anyMatch(url -> {
            URI origin = url.origin();
            return started.isSameAs(new Origin(origin.getScheme(), origin.getHost(), origin.getPort()));
        });
    }

    /** Whether a hop goes to one of the further URLs, which must not steer the login of all (THREATS 96). */
    boolean isFurther(Hop hop) {
        Origin target = hop.target();
        return ServerMatcher.isFurther(server, target.scheme(), target.host(), target.port(), hop.rawPath());
    }
}
