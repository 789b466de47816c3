package dev.safeconduct.agent.hook;

import dev.safeconduct.client.internal.config.Config;
import dev.safeconduct.client.internal.log.EventLog;
import dev.safeconduct.client.request.RequestAuthorizer;

/** What the hooks of all clients share. */
public final class AgentContext {

    private final AgentRequests all;
    private final RequestAuthorizer requests;
    private final Faults faults;
    private final ClassLoader agent;
    private final EventLog log;

    /**
     * Makes it; nothing is opened yet.
     *
     * @param agent the agent's own loader, where stores and other providers are looked for, and adapters
     */
    public AgentContext(Config config, ClassLoader agent, EventLog log) {
        this.faults = new Faults(log);
        this.all = new AgentRequests(config, agent, faults, log);
        this.requests = all;
        this.agent = agent;
        this.log = log;
    }

    private AgentContext(AgentContext shared, RequestAuthorizer requests) {
        this.all = shared.all;
        this.requests = requests;
        this.faults = shared.faults;
        this.agent = shared.agent;
        this.log = shared.log;
    }

    /** The same for the hook of one client, whose requests may be counted by its name. */
    public AgentContext of(String client) {
        return new AgentContext(this, all.of(client));
    }

    /** Which requests get a token. */
    public RequestAuthorizer requests() {
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
