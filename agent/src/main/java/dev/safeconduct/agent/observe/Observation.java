package dev.safeconduct.agent.observe;

import dev.safeconduct.client.internal.config.Config;
import dev.safeconduct.client.internal.log.EventLog;
import dev.safeconduct.client.internal.log.EventLog.Level;
import dev.safeconduct.client.internal.request.ExchangeObserver;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Counts requests and tokens by server and client, where {@code safeconduct.agent.jmx} or {@code safeconduct.agent.jfr} asks
 * for it. Knows names and numbers, and no request. Safe for all threads; throws nothing into a request.
 */
public final class Observation {

    /** The client of what is done for all of them. */
    private static final String ALL = "all";

    /** The key that asks for counters. A constant: to read it loads nothing. */
    public static final String JMX = "safeconduct.agent.jmx";
    /** The key that asks for events. */
    public static final String JFR = "safeconduct.agent.jfr";

    private final boolean jmx;
    private final boolean jfr;
    private final Executor registrar;
    private final EventLog log;
    private final Map<String, Counted> counted = new ConcurrentHashMap<>();
    private final AtomicBoolean failed = new AtomicBoolean();

    /**
     * As configured; nothing of JMX or JFR is loaded before something is counted.
     *
     * @param registrar runs what an application should not wait for
     */
    public Observation(Config config, Executor registrar, EventLog log) {
        this.jmx = config.flag(JMX) && isThere(JMX, "java.management", log);
        this.jfr = config.flag(JFR) && isThere(JFR, "jdk.jfr", log);
        this.registrar = registrar;
        this.log = log;
    }

    private static boolean isThere(String key, String module, EventLog log) {
        boolean isThere = ModuleLayer.boot().findModule(module).isPresent();
        if (!isThere) {
            log.log(Level.WARN, key + " has no effect: this Java has no module " + module + ".");
        }
        return isThere;
    }

    /** What is told of the requests of one client. */
    public ExchangeObserver of(String client) {
        return (server, event) -> note(
                server,
                client,
                switch (event) {
                    case INJECTED -> Counted.Kind.INJECTED;
                    case PASSED -> Counted.Kind.PASSED;
                    case RESENT -> Counted.Kind.RESENT;
                    case FAILED -> Counted.Kind.FAILED;
                });
    }

    /** A token was obtained, which is for all clients. */
    public void obtained(String server) {
        note(server, ALL, Counted.Kind.REFRESHED);
    }

    private void note(String server, String client, Counted.Kind kind) {
        try {
            Counted of = counted.computeIfAbsent(server + ' ' + client, unknown -> begin(server, client));
            of.add(kind);
            if (jfr) {
                RequestEvent.record(of, kind);
            }
        } catch (RuntimeException | LinkageError e) {
            tell(e);
        }
    }

    private Counted begin(String server, String client) {
        Counted fresh = new Counted(server, client);
        if (jmx) {
            registrar.execute(() -> register(fresh));
        }
        return fresh;
    }

    private void register(Counted fresh) {
        try {
            CountsBean.register(fresh);
        } catch (Exception | LinkageError e) {
            tell(e);
        }
    }

    private void tell(Throwable cause) {
        if (failed.compareAndSet(false, true)) {
            log.log(Level.WARN, "Requests are not counted as " + JMX + " or " + JFR + " asks: " + cause, cause);
        }
    }
}
