package dev.safeconduct.agent.hook;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The numbers by which woven code calls the handlers of one hook. Immutable. */
public final class Sites {

    private final ClientHook hook;
    private final int first;
    private final Map<Site, Integer> numbers = new HashMap<>();

    /**
     * Gives the numbers out.
     *
     * @param first the lowest of them
     */
    public Sites(ClientHook hook, int first) {
        this.hook = hook;
        this.first = first;
        for (HookedClass hooked : hook.classes()) {
            for (List<JoinPoint> shape : hooked.shapes()) {
                for (JoinPoint point : shape) {
                    if (!numbers.containsKey(point.site())) {
                        numbers.put(point.site(), first + numbers.size());
                    }
                }
            }
        }
    }

    /** The number of a site of the hook. */
    int number(Site site) {
        Integer number = numbers.get(site);
        if (number == null) {
            throw new IllegalArgumentException("a site of no hook: " + site.name());
        }
        return number;
    }

    /** The handlers in the order of their numbers, from the lowest on. */
    @SuppressWarnings("rawtypes")
    public BiFunction[] handlers(AgentContext context) {
        BiFunction[] handlers = new BiFunction[numbers.size()];
        for (Map.Entry<? extends Site, ? extends BiFunction<Object, @Nullable Object, @Nullable Object>> entry :
                hook.handlers(context).entrySet()) {
            handlers[number(entry.getKey()) - first] = entry.getValue();
        }
        for (Map.Entry<Site, Integer> entry : numbers.entrySet()) {
            if (handlers[entry.getValue() - first] == null) {
                throw new IllegalStateException(
                        "no handler for " + entry.getKey().name());
            }
        }
        return handlers;
    }
}
