package dev.safeconduct.agent.hook;

import dev.safeconduct.client.internal.config.Config;
import dev.safeconduct.client.internal.log.EventLog;
import dev.safeconduct.client.request.RequestAuthorizer;

/** What the hooks of all clients share. */
public final class AgentContext {

    private final AgentRequests all;
    private final RequestAuthorizer requests;
    private final Faults faults;
    private final AdapterSource adapters;
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
        this.adapters = new AdapterSource(agent, Relocation.NONE);
        this.log = log;
    }

    private AgentContext(AgentContext shared, RequestAuthorizer requests, AdapterSource adapters) {
        this.all = shared.all;
        this.requests = requests;
        this.faults = shared.faults;
        this.adapters = adapters;
        this.log = shared.log;
    }

    /** The same for the hook of one client, whose requests may be counted by its name. */
    public AgentContext of(String client) {
        return new AgentContext(this, all.of(client), adapters);
    }

    /** The same for a copy of a client. */
    AgentContext in(Relocation relocation) {
        return new AgentContext(this, requests, new AdapterSource(adapters.agent(), relocation));
    }

    /** Which requests get a token. */
    public RequestAuthorizer requests() {
        return requests;
    }

    /** Where internal errors go. */
    public Faults faults() {
        return faults;
    }

    /** Where adapters are loaded from. */
    public AdapterSource loader() {
        return adapters;
    }

    /** The agent's log. */
    public EventLog log() {
        return log;
    }
}
