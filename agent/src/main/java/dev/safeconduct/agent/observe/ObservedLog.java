package dev.safeconduct.agent.observe;

import dev.safeconduct.client.internal.log.EventLog;
import org.jspecify.annotations.Nullable;

/** The agent's log, where tokens are counted besides. */
public final class ObservedLog implements EventLog {

    private final EventLog log;
    private final Observation observation;

    /** Writes to a log, and counts. */
    public ObservedLog(EventLog log, Observation observation) {
        this.log = log;
        this.observation = observation;
    }

    @Override
    public void obtained(String server) {
        observation.obtained(server);
    }

    @Override
    public boolean enabled(Level level) {
        return log.enabled(level);
    }

    @Override
    public void log(Level level, String message, @Nullable Throwable cause) {
        log.log(level, message, cause);
    }

    @Override
    public void tell(String message) {
        log.tell(message);
    }

    @Override
    public String howToLogIn(String server) {
        return log.howToLogIn(server);
    }

    @Override
    public String howToLogIn(String server, String scope) {
        return log.howToLogIn(server, scope);
    }
}
