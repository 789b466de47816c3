package dev.safeconduct.agent.hook.httpclient5;

import dev.safeconduct.agent.hook.AgentContext;
import dev.safeconduct.agent.hook.ClientHook;
import dev.safeconduct.agent.hook.HookedClass;
import dev.safeconduct.agent.hook.JoinPoint;
import dev.safeconduct.agent.hook.Site;
import dev.safeconduct.agent.hook.adapter.Adapter;
import dev.safeconduct.agent.hook.adapter.AdapterHandler;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Apache HttpClient 5: each builder is prepared when it builds. */
public final class HttpClient5Hook implements ClientHook {

    public static final ClientHook INSTANCE = new HttpClient5Hook();

    private static final String NAME = "httpclient5";

    private static final String IMPLEMENTATIONS = "org.apache.hc.client5.http.impl.";
    private static final String ADAPTERS = "dev.safeconduct.clients.httpclient5.";

    /** The entry of {@code build()} of a builder. */
    private enum HttpClient5Site implements Site {
        CLASSIC("classic.HttpClientBuilder", "classic.CloseableHttpClient", "SafeconductHttpClient5"),
        ASYNCHRONOUS("async.HttpAsyncClientBuilder", "async.CloseableHttpAsyncClient", "SafeconductHttpAsyncClient5"),
        HTTP_2("async.H2AsyncClientBuilder", "async.CloseableHttpAsyncClient", "SafeconductHttpAsyncClient5");

        private final String builder;
        private final String client;
        private final String adapter;

        HttpClient5Site(String builder, String client, String adapter) {
            this.builder = IMPLEMENTATIONS + builder;
            this.client = IMPLEMENTATIONS + client;
            this.adapter = ADAPTERS + adapter;
        }

        HookedClass hookedClass() {
            return new HookedClass(
                    builder.replace('.', '/'), JoinPoint.entry(this, "build()L" + client.replace('.', '/') + ";"));
        }

        Adapter adapter() {
            return new Adapter(builder, adapter, "install", Adapter.Subject.SELF);
        }
    }

    private HttpClient5Hook() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<HookedClass> classes() {
        return Arrays.stream(HttpClient5Site.values())
                .map(HttpClient5Site::hookedClass)
                .toList();
    }

    @Override
    public Map<HttpClient5Site, AdapterHandler> handlers(AgentContext context) {
        Map<HttpClient5Site, AdapterHandler> handlers = new EnumMap<>(HttpClient5Site.class);
        for (HttpClient5Site site : HttpClient5Site.values()) {
            handlers.put(
                    site, new AdapterHandler(NAME, site.adapter(), context.loader(), context::requests, context.log()));
        }
        return handlers;
    }
}
