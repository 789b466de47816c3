package dev.safeconduct.agent.hook;

import dev.safeconduct.agent.extension.Extensions;
import dev.safeconduct.client.internal.ClientCore;
import dev.safeconduct.client.internal.concurrent.Workers;
import dev.safeconduct.client.internal.config.Config;
import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.log.EventLog;
import dev.safeconduct.client.internal.log.EventLog.Level;
import dev.safeconduct.client.internal.log.MinuteLog;
import dev.safeconduct.client.internal.request.ExchangeSettings;
import dev.safeconduct.client.internal.request.ServerDestination;
import dev.safeconduct.client.internal.request.ServerMatcher;
import dev.safeconduct.client.request.Destination;
import dev.safeconduct.client.request.RequestAuthorizer;
import dev.safeconduct.spi.OAuthException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Which requests get a token, and from where. The client behind it is opened for the first request that may get one. */
public final class AgentRequests implements RequestAuthorizer {

    private final Config config;
    private final ClassLoader providers;
    private final EventLog log;
    private final Workers couriers = new Workers("courier");
    private final Map<String, Destination> destinations = new HashMap<>();
    private final ServerMatcher matcher;

    private volatile boolean failed;
    private @Nullable CompletableFuture<@Nullable ClientCore> opening;

    AgentRequests(Config config, ClassLoader providers, EventLog log) {
        this.config = config;
        this.providers = providers;
        this.log = log;
        ExchangeSettings settings = new ExchangeSettings(
                ClientCore.exchangeLimit(config, config.duration("safeconduct.login.wait")),
                couriers,
                new MinuteLog(log, Clock.systemUTC()));
        for (ServerConfig server : config.servers()) {
            destinations.put(server.name(), new ServerDestination(server, new OpeningSource(this, server), settings));
        }
        this.matcher = new ServerMatcher(config.servers(), settings.warnings());
    }

    @Override
    public @Nullable Destination destination(
            @Nullable String scheme, @Nullable String host, int port, @Nullable String rawPath) {
        ServerConfig server = matcher.match(scheme, host, port, rawPath);
        return server == null || failed ? null : destinations.get(server.name());
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
            return ClientCore.open(config, Extensions.loaders(config, providers, log), Clock.systemUTC(), log);
        } catch (OAuthException | RuntimeException | LinkageError e) {
            failed = true;
            log.log(Level.WARN, "disabled: " + (e instanceof OAuthException ? e.getMessage() : e), e);
            return null;
        }
    }
}
