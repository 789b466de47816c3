package dev.safeconduct.agent.hook;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The numbers by which woven code calls the handlers of these hooks. Immutable. */
public final class Sites {

    private final List<ClientHook> hooks;
    private final Map<Site, Integer> numbers = new HashMap<>();

    /** Gives the numbers out. */
    public Sites(List<ClientHook> hooks) {
        this.hooks = List.copyOf(hooks);
        for (ClientHook hook : hooks) {
            for (HookedClass hooked : hook.classes()) {
                number(hooked);
            }
        }
    }

    private void number(HookedClass hooked) {
        for (List<JoinPoint> shape : hooked.shapes()) {
            for (JoinPoint point : shape) {
                if (!numbers.containsKey(point.site())) {
                    numbers.put(point.site(), numbers.size());
                }
            }
        }
    }

    /** The number of a site of one of these hooks. */
    int number(Site site) {
        Integer number = numbers.get(site);
        if (number == null) {
            throw new IllegalArgumentException("a site of no hook: " + site.name());
        }
        return number;
    }

    /** The handlers, each at its number, as the bridge has them. */
    @SuppressWarnings("rawtypes")
    public BiFunction[] handlers(AgentContext context) {
        BiFunction[] handlers = new BiFunction[numbers.size()];
        for (ClientHook hook : hooks) {
            for (Map.Entry<? extends Site, ? extends BiFunction<Object, @Nullable Object, @Nullable Object>> entry :
                    hook.handlers(context).entrySet()) {
                handlers[number(entry.getKey())] = entry.getValue();
            }
        }
        for (Map.Entry<Site, Integer> entry : numbers.entrySet()) {
            if (handlers[entry.getValue()] == null) {
                throw new IllegalStateException(
                        "no handler for " + entry.getKey().name());
            }
        }
        return handlers;
    }
}
