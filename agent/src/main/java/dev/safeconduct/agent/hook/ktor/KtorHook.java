package dev.safeconduct.agent.hook.ktor;

import dev.safeconduct.agent.hook.AgentContext;
import dev.safeconduct.agent.hook.ClientHook;
import dev.safeconduct.agent.hook.HookedClass;
import dev.safeconduct.agent.hook.JoinPoint;
import dev.safeconduct.agent.hook.Site;
import dev.safeconduct.agent.hook.adapter.Adapter;
import dev.safeconduct.agent.hook.adapter.AdapterHandler;
import dev.safeconduct.agent.hook.adapter.AdapterLoaders;
import java.util.List;
import java.util.Map;

/**
 * Ktor's HTTP client on its own engine, CIO: what the engine sends is taken over, and each client tells where its requests
 * begin. The other engines send by clients that have hooks of their own.
 */
public final class KtorHook implements ClientHook {

    public static final ClientHook INSTANCE = new KtorHook();

    private static final String NAME = "ktor";
    /** Woven too; the adapter of both sites is kept in it. */
    private static final String HOME = "io.ktor.client.HttpClient";

    private static final String ENGINE = "io.ktor.client.engine.cio.CIOEngine";
    private static final String ADAPTER = "dev.safeconduct.clients.ktor.SafeconductKtor";

    private enum KtorSite implements Site {
        /** The exit of the constructor, which all others call. */
        NEW_CLIENT,

        /** The entry of the suspending method that sends. */
        EXECUTE
    }

    private KtorHook() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<HookedClass> classes() {
        return List.of(
                new HookedClass(
                        HOME.replace('.', '/'),
                        JoinPoint.exit(
                                KtorSite.NEW_CLIENT,
                                "<init>(Lio/ktor/client/engine/HttpClientEngine;Lio/ktor/client/HttpClientConfig;)V")),
                new HookedClass(
                        ENGINE.replace('.', '/'),
                        JoinPoint.entryOrReturn(
                                KtorSite.EXECUTE,
                                "execute(Lio/ktor/client/request/HttpRequestData;Lkotlin/coroutines/Continuation;)"
                                        + "Ljava/lang/Object;")));
    }

    @Override
    public Map<KtorSite, AdapterHandler> handlers(AgentContext context) {
        AdapterLoaders home = new AdapterLoaders(NAME, ADAPTER, context.loader(), HOME);
        return Map.of(
                KtorSite.NEW_CLIENT,
                handler(new Adapter(HOME, ADAPTER, "created", Adapter.Subject.SELF), home, context),
                KtorSite.EXECUTE,
                handler(new Adapter(ENGINE, ADAPTER, "execute", Adapter.Subject.SELF_AND_PARAMETERS), home, context));
    }

    private static AdapterHandler handler(Adapter adapter, AdapterLoaders home, AgentContext context) {
        return new AdapterHandler(NAME, adapter, home, context::requests, context.log());
    }
}
