package dev.safeconduct.agent.hook;

import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the agent does to one HTTP client: the classes that it weaves, and what it does at each site. Making a hook loads
 * nothing of the client, and asking it for its classes neither.
 */
public interface ClientHook {

    /** Its name in {@code safeconduct.agent.clients}, and in the log. */
    String name();

    /** The classes to be woven. Their names stand in the name table of the entry class too. */
    List<HookedClass> classes();

    /**
     * Whether client objects that were made before the agent was there get tokens too: where the join points lie on the
     * way of a request, and not where a client is made. The command {@code attach} names the others.
     */
    default boolean reachesEarlierObjects() {
        return false;
    }

    /**
     * What is done at each site of its join points. Making the handlers loads nothing of the client. A handler is called by all threads of the host, on any of which it may
     * be wrong to block, and gets what {@link JoinPoint.Kind} says. What it throws is thrown into the host's code: only
     * what the replaced call has thrown may be.
     *
     * @param context is not opened by this; a handler uses it at its first call
     */
    Map<? extends Site, ? extends BiFunction<Object, @Nullable Object, @Nullable Object>> handlers(
            AgentContext context);
}
