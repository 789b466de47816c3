package dev.safeconduct.clients.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingChannelBuilder;
import io.grpc.ManagedChannelBuilder;
import io.grpc.MethodDescriptor;
import io.grpc.inprocess.InProcessChannelBuilder;
import org.junit.jupiter.api.Test;

/** With gRPC 1.40. */
class SafeconductGrpcTest {

    private final ManagedChannelBuilder<?> builder = InProcessChannelBuilder.forName("none");
    private final FakeAuthorizer authorizer = new FakeAuthorizer(1);

    @Test
    void the_adapter_is_called_last_and_is_there_once() {
        ClientInterceptor programs = new ClientInterceptor() {
            @Override
            public <Q, R> ClientCall<Q, R> interceptCall(
                    MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
                return next.newCall(method, options);
            }
        };
        builder.intercept(programs);
        SafeconductGrpc.install(builder, authorizer);
        SafeconductGrpc.install(builder, authorizer);
        assertThat(ChannelParts.of(builder).interceptors())
                .hasSize(2)
                .satisfies(all -> assertThat(all.get(0)).isInstanceOf(TokenInterceptor.class))
                .endsWith(programs);
    }

    @Test
    void a_builder_that_is_not_understood_is_told_and_left_as_it_is() {
        assertThatThrownBy(() -> SafeconductGrpc.install(new Unknown(), authorizer))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("gRPC");
    }

    private static final class Unknown extends ForwardingChannelBuilder<Unknown> {

        @Override
        protected ManagedChannelBuilder<?> delegate() {
            throw new IllegalArgumentException();
        }
    }
}
