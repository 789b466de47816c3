package hosts;

import dev.safeconduct.client.Safeconduct;
import dev.safeconduct.clients.grpc.SafeconductGrpc;

/** The same as {@link GrpcHost}, with the library and no agent. */
public final class GrpcLibraryHost {

    private GrpcLibraryHost() {}

    public static void main(String[] args) throws Exception {
        try (Safeconduct safeconduct = Safeconduct.create()) {
            new GrpcHost(builder -> SafeconductGrpc.install(builder, safeconduct)).serve();
        }
        System.exit(0);
    }
}
