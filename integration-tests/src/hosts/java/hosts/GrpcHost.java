package hosts;

import io.grpc.CallCredentials;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.CompositeChannelCredentials;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Grpc;
import io.grpc.HttpConnectProxiedSocketAddress;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A program that uses gRPC-java and knows nothing of OAuth; written for 1.40, and runs with all that follow. A call is
 * {@code call <target> <method> <message> <option>}; what the program sees is said as {@code status <code> <description>
 * <message>}.
 */
public final class GrpcHost {

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> CHALLENGE =
            Metadata.Key.of("www-authenticate", Metadata.ASCII_STRING_MARSHALLER);
    private static final String MINE = "Basic c29tZW9uZTpzZWNyZXQ=";
    private static final int LONG_SECONDS = 20;

    private static final MethodDescriptor.Marshaller<String> TEXT = new MethodDescriptor.Marshaller<>() {
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
    };

    private final Map<String, ManagedChannel> channels = new HashMap<>();
    private final Consumer<ManagedChannelBuilder<?>> preparation;
    private ClientCall<String, String> started;
    private Answer ended;

    GrpcHost(Consumer<ManagedChannelBuilder<?>> preparation) {
        this.preparation = preparation;
    }

    public static void main(String[] args) throws Exception {
        new GrpcHost(builder -> {}).serve();
        System.exit(0);
    }

    void serve() throws Exception {
        Lines.serve(this::obey);
    }

    private void obey(List<String> command) throws Exception {
        switch (command.get(0)) {
            case "call" -> {
                String option = command.get(4);
                Channel channel = channel(command.get(1), option);
                Lines.say(get(call(channel, command.get(2), command.get(3), options(option))));
            }
            case "burst" ->
                burst(
                        Integer.parseInt(command.get(1)),
                        channel(command.get(2), ""),
                        command.size() > 3 ? command.get(3) : "Unary");
            case "race" -> race(channel(command.get(1), "direct"), channel(command.get(2), "direct"));
            case "start" -> start(channel(command.get(1), ""));
            case "cancel" -> cancel();
            case "blocking" -> Lines.say(blocking(channel(command.get(1), "")));
            default -> throw new IllegalArgumentException(command.get(0));
        }
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(LONG_SECONDS, TimeUnit.SECONDS);
    }

    private Channel channel(String target, String option) {
        ManagedChannel channel = channels.computeIfAbsent(
                target + " " + (option.startsWith("call-") ? "" : option), missing -> built(target, option));
        return switch (option) {
            case "own-header" -> ClientInterceptors.intercept(channel, new OwnHeader());
            default -> channel;
        };
    }

    private ManagedChannel built(String target, String option) {
        ManagedChannelBuilder<?> builder = option.equals("channel-credentials")
                ? Grpc.newChannelBuilder(
                        target,
                        CompositeChannelCredentials.create(InsecureChannelCredentials.create(), new OwnCredentials()))
                : ManagedChannelBuilder.forTarget(target);
        preparation.accept(builder);
        if (!option.startsWith("tls") && !option.equals("channel-credentials")) {
            builder.usePlaintext();
        }
        if (option.contains("authority=") && !option.startsWith("call-")) {
            builder.overrideAuthority(option.substring(option.indexOf('=') + 1));
        }
        if (option.contains("proxy=")) {
            int port = Integer.parseInt(option.substring(option.indexOf('=') + 1));
            builder.proxyDetector(address -> HttpConnectProxiedSocketAddress.newBuilder()
                    .setProxyAddress(new InetSocketAddress("127.0.0.1", port))
                    .setTargetAddress((InetSocketAddress) address)
                    .build());
        }
        switch (option) {
            case "interceptor" -> builder.intercept(new OwnHeader());
            case "direct" -> builder.directExecutor();
            case "often" -> {
                for (int i = 0; i < 20; i++) {
                    builder.build().shutdownNow();
                }
            }
            default -> {}
        }
        return builder.build();
    }

    private static CallOptions options(String option) {
        CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(LONG_SECONDS, TimeUnit.SECONDS);
        if (option.startsWith("call-authority=")) {
            return options.withAuthority(option.substring("call-authority=".length()));
        }
        if (option.startsWith("call-deadline=")) {
            return options.withDeadlineAfter(
                    Long.parseLong(option.substring("call-deadline=".length())), TimeUnit.MILLISECONDS);
        }
        return option.equals("call-credentials") ? options.withCallCredentials(new OwnCredentials()) : options;
    }

    private static MethodDescriptor<String, String> method(MethodDescriptor.MethodType type, String name) {
        return MethodDescriptor.<String, String>newBuilder()
                .setType(type)
                .setFullMethodName("echo.Echo/" + name)
                .setRequestMarshaller(TEXT)
                .setResponseMarshaller(TEXT)
                .build();
    }

    static MethodDescriptor<String, String> unary() {
        return method(MethodDescriptor.MethodType.UNARY, "Unary");
    }

    private static CompletableFuture<String[]> call(
            Channel channel, String method, String message, CallOptions options) {
        Answer answer = new Answer();
        switch (method) {
            case "Collect" -> {
                StreamObserver<String> sent = ClientCalls.asyncClientStreamingCall(
                        channel.newCall(method(MethodDescriptor.MethodType.CLIENT_STREAMING, method), options), answer);
                sent.onNext(message);
                sent.onNext(message);
                sent.onCompleted();
            }
            case "Repeat" ->
                ClientCalls.asyncServerStreamingCall(
                        channel.newCall(method(MethodDescriptor.MethodType.SERVER_STREAMING, method), options),
                        message,
                        answer);
            default ->
                ClientCalls.asyncUnaryCall(
                        channel.newCall(method(MethodDescriptor.MethodType.UNARY, method), options), message, answer);
        }
        return answer.end;
    }

    private static String[] blocking(Channel channel) {
        try {
            return new String[] {
                "status", "OK", "", ClientCalls.blockingUnaryCall(channel, unary(), CallOptions.DEFAULT, "x")
            };
        } catch (RuntimeException e) {
            return Answer.said(Status.fromThrowable(e), Status.trailersFromThrowable(e), "");
        }
    }

    private static void burst(int count, Channel channel, String method) throws Exception {
        List<CompletableFuture<String[]>> all = Stream.generate(() -> call(channel, method, "x", options("")))
                .limit(count)
                .toList();
        Lines.say("burst", all.stream().map(one -> one.join()[1]).collect(Collectors.joining(",")));
    }

    /** The one's callbacks may run on the transport's own thread, as the other's do. */
    private static void race(Channel held, Channel other) {
        var unused = call(held, "Unary", "x", options("")).thenAccept(said -> Lines.say("held", said[1]));
        var unused2 = call(other, "Unary", "x", options("")).thenAccept(said -> Lines.say("other", said[1]));
    }

    private void start(Channel channel) {
        started = channel.newCall(unary(), options(""));
        ended = new Answer();
        ClientCalls.asyncUnaryCall(started, "x", ended);
        Lines.say("started");
    }

    private void cancel() throws Exception {
        started.cancel("not needed", null);
        Lines.say(get(ended.end));
    }

    private static final class Answer implements StreamObserver<String> {

        final CompletableFuture<String[]> end = new CompletableFuture<>();
        private final StringBuilder received = new StringBuilder();

        @Override
        public void onNext(String value) {
            received.append(value);
        }

        @Override
        public void onError(Throwable failure) {
            end.complete(
                    said(Status.fromThrowable(failure), Status.trailersFromThrowable(failure), received.toString()));
        }

        @Override
        public void onCompleted() {
            end.complete(said(Status.OK, null, received.toString()));
        }

        static String[] said(Status status, Metadata trailers, String received) {
            String challenge = trailers == null ? null : trailers.get(CHALLENGE);
            return new String[] {
                "status",
                status.getCode().name(),
                String.valueOf(status.getDescription()) + (challenge == null ? "" : " " + challenge),
                received
            };
        }
    }

    private static final class OwnHeader implements ClientInterceptor {

        @Override
        public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
            return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
                @Override
                public void start(Listener<R> listener, Metadata headers) {
                    headers.put(AUTHORIZATION, MINE);
                    super.start(listener, headers);
                }
            };
        }
    }

    private static final class OwnCredentials extends CallCredentials {

        @Override
        public void applyRequestMetadata(RequestInfo info, Executor executor, MetadataApplier applier) {
            Metadata metadata = new Metadata();
            metadata.put(AUTHORIZATION, MINE);
            applier.apply(metadata);
        }

        @Override
        public void thisUsesUnstableApi() {}
    }
}
