package dev.safeconduct.agent.hook;

import java.util.List;

/** What the agent does to one HTTP client of the JDK. Making one loads nothing of that client. */
public interface ClientHook {

    /** Its name in {@code safeconduct.agent.clients}. */
    String name();

    /** The class to be woven, with slashes. */
    String className();

    /** The module that has the client. */
    String module();

    /** The packages of that module whose members are used. */
    List<String> packages();

    /** Where the class is woven: each of them exactly once, or none. */
    List<JoinPoint> joinPoints();

    /** All members that are used by name. Those of {@link #className} are looked for before it is woven. */
    List<Member> members();

    /** Puts the handlers for its join points into their places. */
    void install(BridgeHandlers handlers, AgentContext context);
}
