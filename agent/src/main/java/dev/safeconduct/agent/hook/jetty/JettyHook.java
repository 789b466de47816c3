package dev.safeconduct.agent.hook.jetty;

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
 * Jetty's HttpClient. One hook for all versions, as some of the woven classes have the same name in all; what their
 * methods take tells which adapter is meant.
 */
public final class JettyHook implements ClientHook {

    public static final ClientHook INSTANCE = new JettyHook();

    private static final String NAME = "jetty";
    private static final String PACKAGE = "dev.safeconduct.clients.";
    private static final String CLIENT = "org/eclipse/jetty/client/";

    /** Where a class of 12 is, and the same one before. */
    private static final String TRANSPORT = CLIENT + "transport/";

    private static final String HANDLERS = CLIENT + "ProtocolHandlers";

    private enum JettySite implements Site {
        /** The exit of a request's constructor. */
        NEW_REQUEST_9,
        NEW_REQUEST_12,

        /** The entry of what sends an exchange. */
        SEND_9,
        SEND_12,

        /** The entry of what finds a handler for a response. */
        HANDLER_9,
        HANDLER_12
    }

    private JettyHook() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<HookedClass> classes() {
        return List.of(
                new HookedClass(CLIENT + "HttpRequest", newRequest(JettySite.NEW_REQUEST_9, CLIENT)),
                new HookedClass(CLIENT + "HttpDestination", send(JettySite.SEND_9, CLIENT)),
                new HookedClass(TRANSPORT + "HttpRequest", newRequest(JettySite.NEW_REQUEST_12, TRANSPORT)),
                new HookedClass(TRANSPORT + "HttpDestination", send(JettySite.SEND_12, TRANSPORT)),
                new HookedClass(HANDLERS, handler(JettySite.HANDLER_12, CLIENT))
                        .or(handler(JettySite.HANDLER_9, CLIENT + "api/")));
    }

    /** All join points lie on a request's way. */
    @Override
    public boolean reachesEarlierObjects() {
        return true;
    }

    private static JoinPoint newRequest(JettySite site, String folder) {
        return JoinPoint.exit(
                site, "<init>(L" + CLIENT + "HttpClient;L" + folder + "HttpConversation;Ljava/net/URI;)V");
    }

    private static JoinPoint send(JettySite site, String folder) {
        return JoinPoint.entryOrEnd(site, "send(L" + folder + "HttpExchange;)V");
    }

    private static JoinPoint handler(JettySite site, String folder) {
        return JoinPoint.entryOrReturn(
                site, "find(L" + folder + "Request;L" + folder + "Response;)L" + CLIENT + "ProtocolHandler;");
    }

    @Override
    public Map<JettySite, AdapterHandler> handlers(AgentContext context) {
        Map<JettySite, AdapterHandler> handlers = new EnumMap<>(JettySite.class);
        AdapterSites before = new AdapterSites(context, CLIENT, PACKAGE + "jetty9.SafeconductJetty9");
        handlers.put(JettySite.NEW_REQUEST_9, before.newRequest());
        handlers.put(JettySite.SEND_9, before.send());
        handlers.put(JettySite.HANDLER_9, before.handler());
        AdapterSites from12 = new AdapterSites(context, TRANSPORT, PACKAGE + "jetty12.SafeconductJetty12");
        handlers.put(JettySite.NEW_REQUEST_12, from12.newRequest());
        handlers.put(JettySite.SEND_12, from12.send());
        handlers.put(JettySite.HANDLER_12, from12.handler());
        return handlers;
    }

    /** The sites of one adapter, which is kept in the class that sends. */
    private record AdapterSites(AgentContext context, String folder, String adapter, AdapterLoaders home) {

        AdapterSites(AgentContext context, String folder, String adapter) {
            this(
                    context,
                    folder,
                    adapter,
                    new AdapterLoaders(NAME, adapter, context.loader(), name(folder + "HttpDestination")));
        }

        AdapterHandler newRequest() {
            return at(folder + "HttpRequest", "created", Subject.SELF_AND_PARAMETERS);
        }

        AdapterHandler send() {
            return at(folder + "HttpDestination", "send", Subject.SELF_AND_PARAMETERS);
        }

        AdapterHandler handler() {
            return at(HANDLERS, "handler", Subject.FIRST_PARAMETER);
        }

        private AdapterHandler at(String woven, String method, Subject subject) {
            return new AdapterHandler(
                    NAME, new Adapter(name(woven), adapter, method, subject), home, context::requests, context.log());
        }

        private static String name(String className) {
            return className.replace('/', '.');
        }
    }
}
