package dev.safeconduct.agent.instrumentation;

import dev.safeconduct.client.internal.ClientCore;
import dev.safeconduct.client.internal.config.Config;
import dev.safeconduct.client.internal.log.EventLog;
import dev.safeconduct.client.internal.log.EventLog.Level;
import dev.safeconduct.client.internal.token.TokenSource;
import dev.safeconduct.client.request.ServerMatcher;
import dev.safeconduct.spi.OAuthException;
import java.net.http.HttpClient;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Which requests get a token, and from where. The client behind it is opened for the first request that may get one. */
public final class Servers {

    private final Config config;
    private final ClassLoader providers;
    private final Couriers couriers;
    private final EventLog log;
    private final ServerMatcher matcher;

    private volatile @Nullable ClientCore core;
    private volatile boolean failed;
    private @Nullable CompletableFuture<@Nullable ClientCore> opening;

    Servers(Config config, ClassLoader providers, Couriers couriers, EventLog log) {
        this.config = config;
        this.providers = providers;
        this.couriers = couriers;
        this.log = log;
        this.matcher = new ServerMatcher(config.servers());
    }

    /**
     * The token source for a request, as the HTTP client has resolved it. Never blocks; allocates nothing where no
     * server matches.
     *
     * @param port -1 for the default port of the scheme
     * @param rawPath the path as it goes over the wire
     * @return null if the request is none of our business
     */
    public @Nullable TokenSource match(
            @Nullable String scheme, @Nullable String host, int port, @Nullable String rawPath) {
        if (failed || scheme == null || host == null || matcher.match(scheme, host, port, rawPath) == null) {
            return null;
        }
        ClientCore open = core;
        return open != null
                ? open.match(scheme, host, port, rawPath)
                : new OpeningSource(this, scheme, host, port, rawPath);
    }

    /** Whether a client of {@code java.net.http} is our own. */
    public boolean owns(HttpClient client) {
        ClientCore open = core;
        return open != null && open.owns(client);
    }

    /** The client, opened; null if it cannot be. Opening loads classes and reads files, so a courier does it. */
    synchronized CompletableFuture<@Nullable ClientCore> opened() {
        if (opening == null) {
            opening = CompletableFuture.supplyAsync(this::open, couriers);
        }
        return opening;
    }

    private @Nullable ClientCore open() {
        try {
            ClientCore open = ClientCore.open(config, providers, Clock.systemUTC(), log);
            core = open;
            return open;
        } catch (OAuthException | RuntimeException | LinkageError e) {
            failed = true;
            log.log(Level.WARN, "disabled: " + (e instanceof OAuthException ? e.getMessage() : e), e);
            return null;
        }
    }
}
