package dev.safeconduct.agent.hook.httpclient4;

import dev.safeconduct.agent.hook.AgentContext;
import dev.safeconduct.agent.hook.ClientHook;
import dev.safeconduct.agent.hook.HookedClass;
import dev.safeconduct.agent.hook.JoinPoint;
import dev.safeconduct.agent.hook.JoinPoint.Instruction;
import dev.safeconduct.agent.hook.Site;
import dev.safeconduct.agent.hook.adapter.Adapter;
import dev.safeconduct.agent.hook.adapter.AdapterHandler;
import java.util.List;
import java.util.Map;
import net.bytebuddy.jar.asm.Opcodes;

/**
 * Apache HttpClient 4.3 to 4.5: what sends the requests of a client is decorated once more where it is built, so that
 * builders which override that, as the caching one's, are included.
 */
public final class HttpClient4Hook implements ClientHook {

    public static final ClientHook INSTANCE = new HttpClient4Hook();

    private static final String NAME = "httpclient4";
    private static final String BUILDER = "org/apache/http/impl/client/HttpClientBuilder";
    private static final String CHAIN = "Lorg/apache/http/impl/execchain/ClientExecChain;";

    private enum HttpClient4Site implements Site {
        /** The result of {@code decorateMainExec}. */
        DECORATED
    }

    private static final Adapter ADAPTER = new Adapter(
            BUILDER.replace('/', '.'),
            "dev.safeconduct.clients.httpclient4.SafeconductHttpClient4",
            "decorate",
            Adapter.Subject.VALUE);

    private HttpClient4Hook() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<HookedClass> classes() {
        return List.of(new HookedClass(
                BUILDER,
                JoinPoint.result(
                        HttpClient4Site.DECORATED,
                        "build()Lorg/apache/http/impl/client/CloseableHttpClient;",
                        new Instruction(
                                Opcodes.INVOKEVIRTUAL, BUILDER, "decorateMainExec", "(" + CHAIN + ")" + CHAIN))));
    }

    @Override
    public Map<HttpClient4Site, AdapterHandler> handlers(AgentContext context) {
        return Map.of(
                HttpClient4Site.DECORATED,
                new AdapterHandler(NAME, ADAPTER, context.loader(), context::requests, context.log()));
    }
}
