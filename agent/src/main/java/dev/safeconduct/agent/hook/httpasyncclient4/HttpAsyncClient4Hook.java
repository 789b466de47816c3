package dev.safeconduct.agent.hook.httpasyncclient4;

import dev.safeconduct.agent.hook.AgentContext;
import dev.safeconduct.agent.hook.ClientHook;
import dev.safeconduct.agent.hook.HookedClass;
import dev.safeconduct.agent.hook.JoinPoint;
import dev.safeconduct.agent.hook.Site;
import dev.safeconduct.agent.hook.adapter.Adapter;
import dev.safeconduct.agent.hook.adapter.Adapter.Subject;
import dev.safeconduct.agent.hook.adapter.AdapterHandler;
import dev.safeconduct.agent.hook.adapter.AdapterLoaders;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Apache HttpAsyncClient 4: the events of a request's handler, before that sees them, and where HttpCore has asked it for
 * its request.
 */
public final class HttpAsyncClient4Hook implements ClientHook {

    public static final ClientHook INSTANCE = new HttpAsyncClient4Hook();

    private static final String NAME = "httpasyncclient4";
    private static final String HANDLER = "org/apache/http/impl/nio/client/DefaultClientExchangeHandlerImpl";
    private static final String EXECUTOR = "org/apache/http/nio/protocol/HttpAsyncRequestExecutor";
    private static final String ADAPTER = "dev.safeconduct.clients.httpasyncclient4.SafeconductHttpAsyncClient4";
    private static final String CONNECTION = "Lorg/apache/http/nio/NHttpClientConnection;";

    private enum HttpAsyncClient4Site implements Site {
        WANTED(HANDLER, "requestWanted", Subject.SELF_AND_PARAMETERS),
        GENERATED(HANDLER, "requestGenerated", Subject.SELF_AND_VALUE),
        RECEIVED(HANDLER, "responseReceived", Subject.SELF_AND_PARAMETERS),
        CONTENT(HANDLER, "contentReceived", Subject.SELF_AND_PARAMETERS),
        COMPLETED(HANDLER, "responseCompleted", Subject.SELF_AND_PARAMETERS),
        TERMINATED(HANDLER, "inputTerminated", Subject.SELF_AND_PARAMETERS),
        WRITTEN(EXECUTOR, "requestWritten", Subject.FIRST_PARAMETER);

        private final String woven;
        private final String method;
        private final Subject subject;

        HttpAsyncClient4Site(String woven, String method, Subject subject) {
            this.woven = woven;
            this.method = method;
            this.subject = subject;
        }

        Adapter adapter() {
            return new Adapter(woven.replace('/', '.'), ADAPTER, method, subject);
        }
    }

    private HttpAsyncClient4Hook() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<HookedClass> classes() {
        String request = "generateRequest()Lorg/apache/http/HttpRequest;";
        return List.of(
                new HookedClass(
                        HANDLER,
                        JoinPoint.entryOrEnd(HttpAsyncClient4Site.WANTED, request),
                        JoinPoint.exit(HttpAsyncClient4Site.GENERATED, request),
                        JoinPoint.entryOrEnd(
                                HttpAsyncClient4Site.RECEIVED, "responseReceived(Lorg/apache/http/HttpResponse;)V"),
                        JoinPoint.entryOrEnd(
                                HttpAsyncClient4Site.CONTENT,
                                "consumeContent(Lorg/apache/http/nio/ContentDecoder;Lorg/apache/http/nio/IOControl;)V"),
                        JoinPoint.entryOrEnd(HttpAsyncClient4Site.COMPLETED, "responseCompleted()V"),
                        JoinPoint.entryOrEnd(HttpAsyncClient4Site.TERMINATED, "inputTerminated()V")),
                new HookedClass(
                        EXECUTOR, JoinPoint.exit(HttpAsyncClient4Site.WRITTEN, "requestReady(" + CONNECTION + ")V")));
    }

    @Override
    public boolean reachesEarlierObjects() {
        return true;
    }

    @Override
    public Map<HttpAsyncClient4Site, AdapterHandler> handlers(AgentContext context) {
        AdapterLoaders loaders = new AdapterLoaders(NAME, ADAPTER, context.loader());
        Map<HttpAsyncClient4Site, AdapterHandler> handlers = new EnumMap<>(HttpAsyncClient4Site.class);
        for (HttpAsyncClient4Site site : HttpAsyncClient4Site.values()) {
            handlers.put(site, new AdapterHandler(NAME, site.adapter(), loaders, context::requests, context.log()));
        }
        return handlers;
    }
}
