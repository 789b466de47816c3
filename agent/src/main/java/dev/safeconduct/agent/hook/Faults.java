package dev.safeconduct.agent.hook;

import dev.safeconduct.client.internal.log.EventLog;
import dev.safeconduct.client.internal.log.EventLog.Level;
import java.util.concurrent.atomic.AtomicBoolean;

/** Internal errors, which the host must not feel. The first is told, the others are for those who look closer. */
public final class Faults {

    private final EventLog log;
    private final AtomicBoolean told = new AtomicBoolean();

    Faults(EventLog log) {
        this.log = log;
    }

    /** Tells a fault; never throws. */
    public void report(String client, Throwable fault) {
        try {
            log.log(
                    told.compareAndSet(false, true) ? Level.WARN : Level.DEBUG,
                    "An internal error (" + fault.getClass().getName() + "): a request of " + client
                            + " goes on without the agent. See safeconduct.agent.log=debug.",
                    fault);
        } catch (Throwable e) {
            // There is nothing left to be done.
        }
    }
}
