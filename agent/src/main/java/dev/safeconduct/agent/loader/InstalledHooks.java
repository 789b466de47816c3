package dev.safeconduct.agent.loader;

import dev.safeconduct.agent.hook.AgentContext;
import dev.safeconduct.agent.hook.ClientHook;
import dev.safeconduct.agent.hook.JdkHook;
import dev.safeconduct.agent.hook.Sites;
import java.lang.instrument.Instrumentation;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * What has to be there before a class of a client is woven: the packages that its hook looks into are open to the agent,
 * and the bridge has its handlers. Done once for each hook. Safe for all threads.
 */
final class InstalledHooks implements Function<ClientHook, Sites> {

    private final Instrumentation instrumentation;
    private final Bridge bridge;
    private final AgentContext context;
    private final Map<ClientHook, Sites> installed = new HashMap<>();

    InstalledHooks(Instrumentation instrumentation, Bridge bridge, AgentContext context) {
        this.instrumentation = instrumentation;
        this.bridge = bridge;
        this.context = context;
    }

    @Override
    public synchronized Sites apply(ClientHook hook) {
        Sites known = installed.get(hook);
        if (known == null) {
            if (hook instanceof JdkHook ofJdk) {
                OpenPackages.to(getClass().getModule(), instrumentation, ofJdk.module(), ofJdk.packages());
            }
            known = new Sites(hook, bridge.size());
            bridge.add(known.handlers(context.of(hook.name())));
            installed.put(hook, known);
        }
        return known;
    }
}
