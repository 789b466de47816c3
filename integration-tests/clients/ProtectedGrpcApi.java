import dev.safeconduct.testkit.FakeAuthorizationServer;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;

/** As ProtectedApi, for gRPC: a service that answers nothing to calls with a token, and refuses all others. */
public final class ProtectedGrpcApi {

    /** It tells of each request that is not gRPC, as that for the metadata document is. */
    private static final Logger OF_GRPC = Logger.getLogger("io.grpc");

    private ProtectedGrpcApi() {}

    public static void main(String[] args) throws Exception {
        OF_GRPC.setLevel(Level.OFF);
        FakeAuthorizationServer as = FakeAuthorizationServer.builder().start().client("robot", "robotsecret");
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(ServerInterceptors.intercept(
                        ServerServiceDefinition.builder("echo.Echo")
                                .addMethod(
                                        MethodDescriptor.<byte[], byte[]>newBuilder()
                                                .setType(MethodDescriptor.MethodType.UNARY)
                                                .setFullMethodName("echo.Echo/Unary")
                                                .setRequestMarshaller(new Nothing())
                                                .setResponseMarshaller(new Nothing())
                                                .build(),
                                        ServerCalls.asyncUnaryCall((message, reply) -> {
                                            reply.onNext(message);
                                            reply.onCompleted();
                                        }))
                                .build(),
                        new Guard(as)))
                .build()
                .start();
        String target = "127.0.0.1:" + server.getPort();
        Files.writeString(
                Path.of(args[0]),
                """
                safeconduct.store=memory
                safeconduct.server.api.url=http://%s/
                safeconduct.server.api.issuer=%s
                safeconduct.server.api.grant=client_credentials
                safeconduct.server.api.client-id=robot
                safeconduct.server.api.client-secret=robotsecret
                """.formatted(target, as.issuer()));
        System.out.println(target);
        System.in.transferTo(System.err);
        System.exit(0);
    }

    private record Guard(FakeAuthorizationServer as) implements ServerInterceptor {

        private static final Metadata.Key<String> AUTHORIZATION =
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

        @Override
        public <Q, R> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
            String authorization = headers.get(AUTHORIZATION);
            if (authorization != null && as.isActive(authorization.substring(authorization.indexOf(' ') + 1))) {
                return next.startCall(call, headers);
            }
            call.close(Status.UNAUTHENTICATED, new Metadata());
            return new ServerCall.Listener<>() {};
        }
    }

    private static final class Nothing implements MethodDescriptor.Marshaller<byte[]> {

        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            return new byte[0];
        }
    }
}
