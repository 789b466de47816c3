package dev.safeconduct.client.internal.request;

import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.request.Destination;
import dev.safeconduct.client.request.RequestAuthorizer;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds the destination of a hop among the configured servers. */
public final class RequestRouter implements RequestAuthorizer {

    private final ServerMatcher matcher;
    private final Function<ServerConfig, @Nullable Destination> destinations;

    /** @param destinations keeps them: asked for each hop that matches; null if the server is not to be served */
    public RequestRouter(List<ServerConfig> servers, Function<ServerConfig, @Nullable Destination> destinations) {
        this(new ServerMatcher(servers), destinations);
    }

    private RequestRouter(ServerMatcher matcher, Function<ServerConfig, @Nullable Destination> destinations) {
        this.matcher = matcher;
        this.destinations = destinations;
    }

    /** The same servers for other tokens, those of another session. */
    public RequestRouter with(Function<ServerConfig, @Nullable Destination> others) {
        return new RequestRouter(matcher, others);
    }

    @Override
    public @Nullable Destination destination(
            @Nullable String scheme, @Nullable String host, int port, @Nullable String rawPath) {
        ServerConfig server = server(scheme, host, port, rawPath);
        return server == null ? null : destinations.apply(server);
    }

    /** The configured server that a hop goes to, or null. */
    public @Nullable ServerConfig server(
            @Nullable String scheme, @Nullable String host, int port, @Nullable String rawPath) {
        return matcher.match(scheme, host, port, rawPath);
    }
}
