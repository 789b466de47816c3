package dev.safeconduct.clients.armeria;

import com.linecorp.armeria.client.ClientRequestContext;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.logging.RequestLog;
import com.linecorp.armeria.common.logging.RequestLogAccess;
import com.linecorp.armeria.common.logging.RequestLogBuilder;
import com.linecorp.armeria.common.logging.RequestLogProperty;
import java.util.function.BiConsumer;

/** The log of one send, below that of the hop. It has what clients above have already told, or are going to. */
final class DerivedLog {

    private DerivedLog() {}

    /**
     * Connects them.
     *
     * @param withoutToken the fields of the request; what is set first stays, in the log of the hop too
     */
    static void connect(ClientRequestContext parent, ClientRequestContext derived, RequestHeaders withoutToken) {
        RequestLogAccess known = parent.log();
        RequestLogBuilder log = derived.logBuilder();
        log.serializationFormat(known.partial().serializationFormat());
        if (known.isAvailable(RequestLogProperty.NAME)) {
            nameAs(known.partial(), log);
        }
        log.requestHeaders(withoutToken);
        await(
                RequestLogProperty.REQUEST_CONTENT,
                parent,
                derived,
                (above, below) -> below.requestContent(above.requestContent(), above.rawRequestContent()));
        await(
                RequestLogProperty.REQUEST_CONTENT_PREVIEW,
                parent,
                derived,
                (above, below) -> below.requestContentPreview(above.requestContentPreview()));
        await(
                RequestLogProperty.RESPONSE_CONTENT,
                parent,
                derived,
                (above, below) -> below.responseContent(above.responseContent(), above.rawResponseContent()));
        await(
                RequestLogProperty.RESPONSE_CONTENT_PREVIEW,
                parent,
                derived,
                (above, below) -> below.responseContentPreview(above.responseContentPreview()));
        parent.logBuilder().addChild(derived.log());
    }

    private static void nameAs(RequestLog known, RequestLogBuilder log) {
        String service = known.serviceName();
        String name = known.name();
        if (service != null && name != null) {
            log.name(service, name);
        } else if (name != null) {
            log.name(name);
        }
    }

    /** What a client above is going to tell, as one of gRPC does. */
    private static void await(
            RequestLogProperty property,
            ClientRequestContext parent,
            ClientRequestContext derived,
            BiConsumer<RequestLog, RequestLogBuilder> telling) {
        if (parent.logBuilder().isDeferred(property)) {
            derived.logBuilder().defer(property);
            var unused =
                    parent.log().whenAvailable(property).thenAccept(log -> telling.accept(log, derived.logBuilder()));
        }
    }
}
