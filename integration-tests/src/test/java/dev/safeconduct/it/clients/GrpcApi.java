package dev.safeconduct.it.clients;

import dev.safeconduct.testkit.FakeAuthorizationServer;
import dev.safeconduct.testkit.SelfSigned;
import dev.safeconduct.testkit.client.Api;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.TlsServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import org.jspecify.annotations.Nullable;

/** A service of gRPC's own server that takes the tokens of an authorization server of its own. */
final class GrpcApi implements AutoCloseable {

    private static final Metadata.Key<String> AUTHORIZATION = key("authorization");
    private static final Metadata.Key<String> PROOF = key("dpop");
    private static final Metadata.Key<String> CHALLENGE = key("www-authenticate");

    final FakeAuthorizationServer issuer = FakeAuthorizationServer.start().client(Api.CLIENT, Api.SECRET);
    private final Server server;
    private final boolean isSecure;
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final AtomicInteger served = new AtomicInteger();
    private volatile boolean refusesAll;
    private final Queue<String> refused = new ConcurrentLinkedQueue<>();
    private volatile int each = Integer.MAX_VALUE;
    private volatile boolean hasChallenge = true;

    /**
     * A call.
     *
     * @param authorization empty where there was none
     * @param proof empty where there was none
     */
    record Received(String method, String authorization, String proof) {}

    private GrpcApi(@Nullable SelfSigned certificate) {
        isSecure = certificate != null;
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try {
            NettyServerBuilder builder = certificate == null
                    ? NettyServerBuilder.forAddress(address)
                    : NettyServerBuilder.forAddress(
                            address,
                            TlsServerCredentials.newBuilder()
                                    .keyManager(keys(certificate).getKeyManagers())
                                    .build());
            server = builder.addService(ServerInterceptors.intercept(service(), new Guard()))
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static GrpcApi start() {
        return new GrpcApi(null);
    }

    static GrpcApi start(SelfSigned certificate) {
        return new GrpcApi(certificate);
    }

    private static KeyManagerFactory keys(SelfSigned certificate) throws IOException {
        try (InputStream in = Files.newInputStream(certificate.keyStore())) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, SelfSigned.PASSWORD.toCharArray());
            KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            own.init(keys, SelfSigned.PASSWORD.toCharArray());
            return own;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static ServerServiceDefinition service() {
        return ServerServiceDefinition.builder("echo.Echo")
                .addMethod(
                        method(MethodDescriptor.MethodType.UNARY, "Unary"),
                        ServerCalls.asyncUnaryCall((message, reply) -> {
                            reply.onNext("echo " + message);
                            reply.onCompleted();
                        }))
                .addMethod(
                        method(MethodDescriptor.MethodType.SERVER_STREAMING, "Repeat"),
                        ServerCalls.asyncServerStreamingCall((message, reply) -> {
                            reply.onNext(message);
                            reply.onNext(message);
                            reply.onCompleted();
                        }))
                .addMethod(
                        method(MethodDescriptor.MethodType.CLIENT_STREAMING, "Collect"),
                        ServerCalls.asyncClientStreamingCall(Collected::new))
                .build();
    }

    private static MethodDescriptor<String, String> method(MethodDescriptor.MethodType type, String name) {
        return MethodDescriptor.<String, String>newBuilder()
                .setType(type)
                .setFullMethodName("echo.Echo/" + name)
                .setRequestMarshaller(new Text())
                .setResponseMarshaller(new Text())
                .build();
    }

    /** The settings for a service that gets its tokens by itself. */
    Map<String, String> settings(String name, String host) {
        return Api.settings(name, (isSecure ? "https://" : "http://") + target(host) + "/", issuer);
    }

    /** As a program gives it to a channel. */
    String target() {
        return target("127.0.0.1");
    }

    String target(String host) {
        return host + ":" + server.getPort();
    }

    /** Whatever a call carries. */
    GrpcApi refusesAll() {
        refusesAll = true;
        return this;
    }

    /** Most services of gRPC say nothing but the status. */
    GrpcApi withoutChallenge() {
        hasChallenge = false;
        return this;
    }

    /** All its tokens end whenever it has served so many calls. */
    GrpcApi endsTokensAfterEach(int calls) {
        each = calls;
        return this;
    }

    /** How many calls it has let through. */
    int served() {
        return served.get();
    }

    /** The authorization of each call that it has refused, for a test to take out. */
    Queue<String> refused() {
        return refused;
    }

    GrpcApi demandingBoundTokens() {
        issuer.dpop(true);
        return this;
    }

    List<Received> received() {
        return List.copyOf(received);
    }

    List<String> authorizations() {
        return received.stream().map(Received::authorization).toList();
    }

    int tokenRequests() {
        return issuer.requestsTo("/token").size();
    }

    void forgetCalls() {
        received.clear();
        issuer.forgetRequests();
    }

    /** Its tokens are no longer taken, and the next takes its time. */
    GrpcApi endTokens(Duration delay) {
        issuer.endAccessTokens().delay("/token", delay);
        return this;
    }

    private static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }

    private static String joined(Metadata headers, Metadata.Key<String> key) {
        Iterable<String> values = headers.getAll(key);
        return values == null ? "" : String.join(" AND ", values);
    }

    private final class Guard implements ServerInterceptor {

        @Override
        public <Q, R> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
            String authorization = joined(headers, AUTHORIZATION);
            received.add(new Received(
                    call.getMethodDescriptor().getFullMethodName(), authorization, joined(headers, PROOF)));
            if (!refusesAll && issuer.isActive(authorization.substring(authorization.indexOf(' ') + 1))) {
                if (served.incrementAndGet() % each == 0) {
                    issuer.endAccessTokens();
                }
                return next.startCall(call, headers);
            }
            refused.add(authorization);
            Metadata trailers = new Metadata();
            if (hasChallenge) {
                trailers.put(CHALLENGE, authorization.isEmpty() ? "Bearer" : "Bearer error=\"invalid_token\"");
            }
            call.close(Status.UNAUTHENTICATED.withDescription("refused"), trailers);
            return new ServerCall.Listener<>() {};
        }
    }

    private record Collected(StringBuilder all, StreamObserver<String> reply) implements StreamObserver<String> {

        Collected(StreamObserver<String> reply) {
            this(new StringBuilder(), reply);
        }

        @Override
        public void onNext(String message) {
            all.append(message);
        }

        @Override
        public void onError(Throwable failure) {
            // The client has ended it.
        }

        @Override
        public void onCompleted() {
            reply.onNext(all.toString());
            reply.onCompleted();
        }
    }

    private static final class Text implements MethodDescriptor.Marshaller<String> {

        @Override
        public InputStream stream(String value) {
            return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String parse(InputStream stream) {
            try {
                return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() {
        server.shutdownNow();
        issuer.close();
    }
}
