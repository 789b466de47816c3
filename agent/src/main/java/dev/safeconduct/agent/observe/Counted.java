package dev.safeconduct.agent.observe;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** How often each thing has happened, for one server and one client. Safe for all threads. */
final class Counted {

    /** What is counted. The names in lower case are what operators see, so they stay. */
    enum Kind {
        INJECTED("requests that were sent with a token, resends among them"),
        PASSED("requests that were sent without a token of the agent"),
        REFRESHED("tokens that were obtained without a person, by a refresh or a grant"),
        RESENT("requests that were sent again with another token or proof"),
        FAILED("refusals that the application got: a 401, or a 403 for want of scope");

        private final String description;

        Kind(String description) {
            this.description = description;
        }

        String description() {
            return description;
        }
    }

    private final String server;
    private final String client;
    private final Map<Kind, LongAdder> counts = new EnumMap<>(Kind.class);

    Counted(String server, String client) {
        this.server = server;
        this.client = client;
        for (Kind kind : Kind.values()) {
            counts.put(kind, new LongAdder());
        }
    }

    String server() {
        return server;
    }

    String client() {
        return client;
    }

    void add(Kind kind) {
        adder(kind).increment();
    }

    long count(Kind kind) {
        return adder(kind).sum();
    }

    @SuppressWarnings("NullAway") // all kinds are there
    private LongAdder adder(Kind kind) {
        return counts.get(kind);
    }
}
