package dev.safeconduct.clients.grpc;

import io.grpc.Attributes;
import io.grpc.CallCredentials;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.SecurityLevel;
import io.grpc.Status;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Has no connection: a test says what happens to its calls. */
final class FakeChannel extends Channel {

    final List<FakeCall> calls = new ArrayList<>();
    private final String authority;

    FakeChannel(String authority) {
        this.authority = authority;
    }

    @Override
    public String authority() {
        return authority;
    }

    @Override
    public <Q, R> ClientCall<Q, R> newCall(MethodDescriptor<Q, R> method, CallOptions options) {
        FakeCall call = new FakeCall(method, options);
        calls.add(call);
        @SuppressWarnings("unchecked")
        ClientCall<Q, R> typed = (ClientCall<Q, R>) call;
        return typed;
    }

    /** One call, as gRPC is told to make it. */
    static final class FakeCall extends ClientCall<Object, Object> {

        final List<String> events = new ArrayList<>();
        final List<Metadata> applied = new ArrayList<>();
        private final MethodDescriptor<?, ?> method;
        private final CallOptions options;
        private @Nullable Listener<Object> listener;

        FakeCall(MethodDescriptor<?, ?> method, CallOptions options) {
            this.method = method;
            this.options = options;
        }

        @Nullable CallCredentials credentials() {
            return options.getCredentials();
        }

        /** It has got a connection. */
        void connect(Attributes connection, SecurityLevel level, String authority) {
            Objects.requireNonNull(credentials())
                    .applyRequestMetadata(
                            new CallCredentials.RequestInfo() {
                                @Override
                                public MethodDescriptor<?, ?> getMethodDescriptor() {
                                    return method;
                                }

                                @Override
                                public SecurityLevel getSecurityLevel() {
                                    return level;
                                }

                                @Override
                                public String getAuthority() {
                                    return authority;
                                }

                                @Override
                                public Attributes getTransportAttrs() {
                                    return connection;
                                }
                            },
                            Runnable::run,
                            new CallCredentials.MetadataApplier() {
                                @Override
                                public void apply(Metadata headers) {
                                    applied.add(headers);
                                }

                                @Override
                                public void fail(Status status) {
                                    throw new AssertionError(status);
                                }
                            });
        }

        /** In plaintext. */
        void connect(SocketAddress address, String authority) {
            connect(
                    Attributes.newBuilder()
                            .set(Grpc.TRANSPORT_ATTR_REMOTE_ADDR, address)
                            .build(),
                    SecurityLevel.NONE,
                    authority);
        }

        /** The server's end of it. */
        void close(Status status) {
            listener().onClose(status, new Metadata());
        }

        Listener<Object> listener() {
            return Objects.requireNonNull(listener);
        }

        @Override
        public void start(Listener<Object> started, Metadata headers) {
            listener = started;
            events.add("start");
        }

        @Override
        public void request(int count) {
            events.add("request " + count);
        }

        @Override
        public void cancel(@Nullable String message, @Nullable Throwable cause) {
            events.add("cancel " + message);
        }

        @Override
        public void halfClose() {
            events.add("end");
        }

        @Override
        public void sendMessage(Object message) {
            events.add("message " + message);
        }
    }
}
