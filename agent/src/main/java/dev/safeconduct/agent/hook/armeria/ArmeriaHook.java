package dev.safeconduct.agent.hook.armeria;

import dev.safeconduct.agent.hook.AgentContext;
import dev.safeconduct.agent.hook.ClientHook;
import dev.safeconduct.agent.hook.HookedClass;
import dev.safeconduct.agent.hook.JoinPoint;
import dev.safeconduct.agent.hook.Site;
import dev.safeconduct.agent.hook.adapter.Adapter;
import dev.safeconduct.agent.hook.adapter.AdapterHandler;
import java.util.List;
import java.util.Map;

/** Armeria: what sends requests is decorated before the program's decorators are put around it. */
public final class ArmeriaHook implements ClientHook {

    public static final ClientHook INSTANCE = new ArmeriaHook();

    private static final String NAME = "armeria";

    private static final Adapter ADAPTER = new Adapter(
            "com.linecorp.armeria.client.ClientDecoration",
            "dev.safeconduct.clients.armeria.SafeconductArmeria",
            "decorate",
            Adapter.Subject.VALUE);

    private static final List<HookedClass> CLASSES = List.of(new HookedClass(
            "com/linecorp/armeria/client/ClientDecoration",
            JoinPoint.parameter(
                    ArmeriaSite.DECORATE,
                    "decorate(Lcom/linecorp/armeria/client/HttpClient;)Lcom/linecorp/armeria/client/HttpClient;")));

    private enum ArmeriaSite implements Site {
        DECORATE
    }

    private ArmeriaHook() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<HookedClass> classes() {
        return CLASSES;
    }

    @Override
    public Map<ArmeriaSite, AdapterHandler> handlers(AgentContext context) {
        return Map.of(
                ArmeriaSite.DECORATE,
                new AdapterHandler(NAME, ADAPTER, context.loader(), context::requests, context.log()));
    }
}
