package dev.safeconduct.agent.hook;

import dev.safeconduct.client.internal.config.Config;
import dev.safeconduct.client.internal.log.EventLog;

/** What the hooks of all clients share. */
public final class AgentContext {

    private final AgentRequests requests;
    private final Faults faults;
    private final ClassLoader agent;
    private final EventLog log;

    /**
     * Makes it; nothing is opened yet.
     *
     * @param agent the agent's own loader, where stores and other providers are looked for, and adapters
     */
    public AgentContext(Config config, ClassLoader agent, EventLog log) {
        this.requests = new AgentRequests(config, agent, log);
        this.faults = new Faults(log);
        this.agent = agent;
        this.log = log;
    }

    /** Which requests get a token. */
    public AgentRequests requests() {
        return requests;
    }

    /** Where internal errors go. */
    public Faults faults() {
        return faults;
    }

    /** The agent's own loader, which has the class files of adapters. */
    public ClassLoader loader() {
        return agent;
    }

    /** The agent's log. */
    public EventLog log() {
        return log;
    }
}
