package dev.safeconduct.agent.hook;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The hook of a client for a copy of it in another package: the same classes, join points and adapter, by other names. */
public record RelocatedHook(ClientHook hook, Relocation relocation) implements ClientHook {

    @Override
    public String name() {
        return hook.name();
    }

    @Override
    public List<HookedClass> classes() {
        List<HookedClass> classes = new ArrayList<>();
        for (HookedClass hooked : hook.classes()) {
            classes.add(hooked.in(relocation));
        }
        return classes;
    }

    @Override
    public boolean reachesEarlierObjects() {
        return hook.reachesEarlierObjects();
    }

    @Override
    public Map<? extends Site, ? extends BiFunction<Object, @Nullable Object, @Nullable Object>> handlers(
            AgentContext context) {
        return hook.handlers(context.in(relocation));
    }
}
