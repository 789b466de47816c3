package dev.safeconduct.agent.hook;

import dev.safeconduct.client.request.Destination;
import dev.safeconduct.client.request.RequestAuthorizer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The requests of one client, where they are counted: the same decision, and told whose they are. */
final class ClientRequests implements RequestAuthorizer {

    private final AgentRequests all;
    private final Map<String, Destination> observed;

    /** @param observed what is made of each server, by its name */
    ClientRequests(AgentRequests all, Map<String, Destination> observed) {
        this.all = all;
        this.observed = observed;
    }

    @Override
    public @Nullable Destination destination(
            @Nullable String scheme, @Nullable String host, int port, @Nullable String rawPath) {
        String server = all.server(scheme, host, port, rawPath);
        return server == null ? null : observed.get(server);
    }

    @Override
    public boolean knowsHost(String host) {
        return all.knowsHost(host);
    }

    @Override
    public void failed(Throwable cause) {
        all.failed(cause);
    }
}
