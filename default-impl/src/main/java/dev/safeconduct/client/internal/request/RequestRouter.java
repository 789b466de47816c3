package dev.safeconduct.client.internal.request;

import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.request.Destination;
import dev.safeconduct.client.request.RequestAuthorizer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the destination of a hop among the configured servers. */
public final class RequestRouter implements RequestAuthorizer {

    /** Keeps the destinations of one session. */
    @FunctionalInterface
    public interface Destinations {

        /** Asked for each hop that matches; null if the server is not to be served. */
        @Nullable Destination of(ServerConfig server);
    }

    private final ServerMatcher matcher;
    private final Destinations destinations;

    /** Of these servers; the first of two with one URL counts. */
    public RequestRouter(List<ServerConfig> servers, Destinations destinations) {
        this(new ServerMatcher(servers), destinations);
    }

    private RequestRouter(ServerMatcher matcher, Destinations destinations) {
        this.matcher = matcher;
        this.destinations = destinations;
    }

    /** The same servers for other tokens, those of another session. */
    public RequestRouter with(Destinations others) {
        return new RequestRouter(matcher, others);
    }

    @Override
    public @Nullable Destination destination(
            @Nullable String scheme, @Nullable String host, int port, @Nullable String rawPath) {
        ServerConfig server = server(scheme, host, port, rawPath);
        return server == null ? null : destinations.of(server);
    }

    /** The configured server that a hop goes to, or null. */
    public @Nullable ServerConfig server(
            @Nullable String scheme, @Nullable String host, int port, @Nullable String rawPath) {
        return matcher.match(scheme, host, port, rawPath);
    }
}
