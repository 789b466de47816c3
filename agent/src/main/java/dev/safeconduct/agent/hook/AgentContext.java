package dev.safeconduct.agent.hook;

import dev.safeconduct.client.internal.config.Config;
import dev.safeconduct.client.internal.log.EventLog;

/** What the hooks of all clients share. */
public final class AgentContext {

    private final AgentRequests requests;
    private final Faults faults;

    /**
     * Makes it; nothing is opened yet.
     *
     * @param providers where stores and other providers are looked for: the agent's own loader
     */
    public AgentContext(Config config, ClassLoader providers, EventLog log) {
        this.requests = new AgentRequests(config, providers, log);
        this.faults = new Faults(log);
    }

    /** Which requests get a token. */
    public AgentRequests requests() {
        return requests;
    }

    /** Where internal errors go. */
    public Faults faults() {
        return faults;
    }
}
