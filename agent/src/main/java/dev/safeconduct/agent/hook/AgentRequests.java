package dev.safeconduct.agent.hook;

import dev.safeconduct.agent.extension.Extensions;
import dev.safeconduct.agent.observe.Observation;
import dev.safeconduct.agent.observe.ObservedLog;
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
    private final Faults faults;
    private final EventLog log;
    private final Workers couriers = new Workers("courier");
    private final Map<String, OpeningSource> sources = new HashMap<>();
    private final Map<String, Destination> destinations;
    private final ExchangeSettings settings;
    private final @Nullable Observation observation;
    private final ServerMatcher matcher;

    private volatile boolean failed;
    private @Nullable CompletableFuture<@Nullable ClientCore> opening;

    AgentRequests(Config config, ClassLoader providers, Faults faults, EventLog log) {
        this.config = config;
        this.providers = providers;
        this.faults = faults;
        this.observation = config.flag(Observation.JMX) || config.flag(Observation.JFR)
                ? new Observation(config, couriers, log)
                : null;
        this.log = observation == null ? log : new ObservedLog(log, observation);
        this.settings = new ExchangeSettings(
                ClientCore.exchangeLimit(config, config.duration("safeconduct.login.wait")),
                couriers,
                new MinuteLog(log, Clock.systemUTC()));
        for (ServerConfig server : config.servers()) {
            sources.put(server.name(), new OpeningSource(this, server));
        }
        this.destinations = destinations(settings);
        this.matcher = new ServerMatcher(config.servers(), settings.warnings());
    }

    private Map<String, Destination> destinations(ExchangeSettings of) {
        Map<String, Destination> all = new HashMap<>();
        for (ServerConfig server : config.servers()) {
            OpeningSource source = sources.get(server.name());
            if (source != null) {
                all.put(server.name(), new ServerDestination(server, source, of));
            }
        }
        return all;
    }

    /** The requests of one client. They are told apart only where they are counted. */
    RequestAuthorizer of(String client) {
        return observation == null
                ? this
                : new ClientRequests(this, destinations(settings.observedBy(observation.of(client))));
    }

    @Override
    public @Nullable Destination destination(
            @Nullable String scheme, @Nullable String host, int port, @Nullable String rawPath) {
        String server = server(scheme, host, port, rawPath);
        return server == null ? null : destinations.get(server);
    }

    @Override
    public boolean knowsHost(String host) {
        return !failed && matcher.hasHost(host);
    }

    @Override
    public void failed(Throwable cause) {
        faults.report("this program", cause);
    }

    /** The name of the server that a request goes to; null if to none. */
    @Nullable String server(@Nullable String scheme, @Nullable String host, int port, @Nullable String rawPath) {
        ServerConfig server = matcher.match(scheme, host, port, rawPath);
        return server == null || failed ? null : server.name();
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
            log.log(Level.WARN, "disabled: " + reason(e), e);
            return null;
        }
    }

    /** Of an exception that is not made to be shown only the name: a store of others may have put a secret into it. */
    private static String reason(Throwable cause) {
        return cause instanceof OAuthException
                ? String.valueOf(cause.getMessage())
                : "an internal error ("
                        + (cause instanceof LinkageError
                                ? cause
                                : cause.getClass().getName())
                        + "), so no request gets a token. It may be a store or another provider that is configured:"
                        + " see safeconduct.agent.log=debug.";
    }
}
