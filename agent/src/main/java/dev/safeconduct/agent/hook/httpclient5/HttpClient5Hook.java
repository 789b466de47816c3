package dev.safeconduct.agent.hook.httpclient5;

import dev.safeconduct.agent.hook.AgentContext;
import dev.safeconduct.agent.hook.ClientHook;
import dev.safeconduct.agent.hook.HookedClass;
import dev.safeconduct.agent.hook.JoinPoint;
import dev.safeconduct.agent.hook.Site;
import dev.safeconduct.agent.hook.adapter.Adapter;
import dev.safeconduct.agent.hook.adapter.AdapterHandler;
import java.util.List;
import java.util.Map;

/** Apache HttpClient 5, its classic clients: each builder is prepared when it builds. */
public final class HttpClient5Hook implements ClientHook {

    public static final ClientHook INSTANCE = new HttpClient5Hook();

    private static final String NAME = "httpclient5";

    private enum HttpClient5Site implements Site {
        /** The entry of {@code build()}. */
        BUILD
    }

    private static final Adapter ADAPTER = new Adapter(
            "org.apache.hc.client5.http.impl.classic.HttpClientBuilder",
            "dev.safeconduct.clients.httpclient5.SafeconductHttpClient5",
            "install",
            Adapter.Subject.SELF);

    private HttpClient5Hook() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<HookedClass> classes() {
        return List.of(new HookedClass(
                "org/apache/hc/client5/http/impl/classic/HttpClientBuilder",
                JoinPoint.entry(
                        HttpClient5Site.BUILD,
                        "build()Lorg/apache/hc/client5/http/impl/classic/CloseableHttpClient;")));
    }

    @Override
    public Map<HttpClient5Site, AdapterHandler> handlers(AgentContext context) {
        return Map.of(
                HttpClient5Site.BUILD,
                new AdapterHandler(NAME, ADAPTER, context.loader(), context::requests, context.log()));
    }
}
