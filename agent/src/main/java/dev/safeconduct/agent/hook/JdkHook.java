package dev.safeconduct.agent.hook;

import java.util.List;

/** The hook of a client of the JDK. It uses members by name, as classes that are not exported cannot be linked to. */
public interface JdkHook extends ClientHook {

    /** The module that has the client. */
    String module();

    /** The packages of that module whose members are used; they are opened to the agent. */
    List<String> packages();

    /** All members that are used by name. If a needed one is missing, the client is left as it is. */
    List<Member> members();

    /** Their join points lie on the way of a request. */
    @Override
    default boolean reachesEarlierObjects() {
        return true;
    }
}
