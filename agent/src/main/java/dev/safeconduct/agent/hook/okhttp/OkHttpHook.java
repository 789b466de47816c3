package dev.safeconduct.agent.hook.okhttp;

import dev.safeconduct.agent.hook.AgentContext;
import dev.safeconduct.agent.hook.ClientHook;
import dev.safeconduct.agent.hook.HookedClass;
import dev.safeconduct.agent.hook.JoinPoint;
import dev.safeconduct.agent.hook.Site;
import dev.safeconduct.agent.hook.adapter.Adapter;
import dev.safeconduct.agent.hook.adapter.AdapterHandler;
import java.util.List;
import java.util.Map;

/** OkHttp 3.12 to 5: each builder is prepared when a client is made of it, which need not be by {@code build()}. */
public final class OkHttpHook implements ClientHook {

    public static final ClientHook INSTANCE = new OkHttpHook();

    private static final String NAME = "okhttp";

    private enum OkHttpSite implements Site {
        /** The entry of the constructor that takes a builder. */
        NEW_CLIENT
    }

    private static final Adapter ADAPTER = new Adapter(
            "okhttp3.OkHttpClient",
            "dev.safeconduct.clients.okhttp.SafeconductOkHttp",
            "install",
            Adapter.Subject.FIRST_PARAMETER);

    private OkHttpHook() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<HookedClass> classes() {
        return List.of(new HookedClass(
                "okhttp3/OkHttpClient",
                JoinPoint.entry(OkHttpSite.NEW_CLIENT, "<init>(Lokhttp3/OkHttpClient$Builder;)V")));
    }

    @Override
    public Map<OkHttpSite, AdapterHandler> handlers(AgentContext context) {
        return Map.of(
                OkHttpSite.NEW_CLIENT,
                new AdapterHandler(NAME, ADAPTER, context.loader(), context::requests, context.log()));
    }
}
