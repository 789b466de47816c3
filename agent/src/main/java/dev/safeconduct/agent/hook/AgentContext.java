package dev.safeconduct.agent.hook;

import dev.safeconduct.client.internal.config.Config;
import dev.safeconduct.client.internal.log.EventLog;
import java.time.Duration;

/** What the instrumentations of all clients share. */
public final class AgentContext {

    /** A refresh: another process's, which is waited for, and then our own. */
    private static final Duration REFRESH = Duration.ofSeconds(40);

    private final Couriers couriers = new Couriers();
    private final Duration limit;
    private final Servers servers;
    private final Faults faults;

    /**
     * Makes it; nothing is opened yet.
     *
     * @param providers where stores and other providers are looked for: the agent's own loader
     */
    public AgentContext(Config config, ClassLoader providers, EventLog log) {
        this.servers = new Servers(config, providers, couriers, log);
        this.faults = new Faults(log);
        boolean waitsForLogin = config.get("safeconduct.login", "never").equals("auto");
        this.limit = waitsForLogin ? REFRESH.plus(config.duration("safeconduct.login.wait")) : REFRESH;
    }

    /** The most that a request waits for a token, whatever its own timeout. */
    public Duration limit() {
        return limit;
    }

    /** Which requests get a token. */
    public Servers servers() {
        return servers;
    }

    /** Threads that carry on what had to wait. */
    public Couriers couriers() {
        return couriers;
    }

    /** Where faults of ours go. */
    public Faults faults() {
        return faults;
    }
}
