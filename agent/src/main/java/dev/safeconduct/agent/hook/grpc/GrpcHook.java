package dev.safeconduct.agent.hook.grpc;

import dev.safeconduct.agent.hook.AgentContext;
import dev.safeconduct.agent.hook.ClientHook;
import dev.safeconduct.agent.hook.HookedClass;
import dev.safeconduct.agent.hook.JoinPoint;
import dev.safeconduct.agent.hook.Site;
import dev.safeconduct.agent.hook.adapter.Adapter;
import dev.safeconduct.agent.hook.adapter.AdapterHandler;
import java.util.List;
import java.util.Map;

/** gRPC-java: the builder that is common to all transports is prepared when it builds a channel. */
public final class GrpcHook implements ClientHook {

    public static final ClientHook INSTANCE = new GrpcHook();

    private static final String NAME = "grpc";

    private static final Adapter ADAPTER = new Adapter(
            "io.grpc.internal.ManagedChannelImplBuilder",
            "dev.safeconduct.clients.grpc.SafeconductGrpc",
            "install",
            Adapter.Subject.SELF);

    private static final List<HookedClass> CLASSES = List.of(new HookedClass(
            "io/grpc/internal/ManagedChannelImplBuilder",
            JoinPoint.entry(GrpcSite.BUILD, "build()Lio/grpc/ManagedChannel;")));

    private enum GrpcSite implements Site {
        BUILD
    }

    private GrpcHook() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<HookedClass> classes() {
        return CLASSES;
    }

    @Override
    public Map<GrpcSite, AdapterHandler> handlers(AgentContext context) {
        return Map.of(
                GrpcSite.BUILD, new AdapterHandler(NAME, ADAPTER, context.loader(), context::requests, context.log()));
    }
}
