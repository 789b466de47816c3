package hosts;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.util.concurrent.TimeUnit;

/** The code of an application that {@link DroppedLoaders} deploys; it ends its channel. */
public final class GrpcApplication implements Runnable {

    private static final int LONG_SECONDS = 20;

    private final String target;

    public GrpcApplication(String target) {
        this.target = target;
    }

    @Override
    public void run() {
        ManagedChannel channel =
                ManagedChannelBuilder.forTarget(target).usePlaintext().build();
        try {
            Lines.say("status", ClientCalls.blockingUnaryCall(channel, GrpcHost.unary(), CallOptions.DEFAULT, "x"));
            channel.shutdown().awaitTermination(LONG_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            Lines.say("status", Lines.failure(e));
        }
    }
}
