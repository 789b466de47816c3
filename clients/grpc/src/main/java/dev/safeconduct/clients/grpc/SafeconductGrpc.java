package dev.safeconduct.clients.grpc;

import dev.safeconduct.client.request.RequestAuthorizer;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannelBuilder;
import java.util.List;
import java.util.Objects;

/**
 * Adds tokens to the calls of a gRPC channel: to those that go to a configured server, and to no others. A call with one
 * request message that is refused with {@code UNAUTHENTICATED} is sent once more with a refreshed token, where there is
 * one. gRPC-java 1.40 and later.
 *
 * <pre>{@code
 * ManagedChannelBuilder<?> builder = ManagedChannelBuilder.forAddress("api.example.com", 443);
 * SafeconductGrpc.install(builder, safeconduct);
 * ManagedChannel channel = builder.build();
 * }</pre>
 *
 * <p>The URL of a configured server is {@code https://host:port/} with what the channel calls its authority, which its
 * certificate has been verified for, and {@code http://host:port/} for a channel in plaintext that is connected to that
 * host and port itself. A path limits it to a service, {@code /package.Service}. Other transports (in process, a socket
 * of the file system, ALTS) get no token.
 *
 * <p>No thread waits: a call goes on when its token is there, at the latest at its deadline. To cancel the call ends the
 * wait.
 */
public final class SafeconductGrpc {

    private SafeconductGrpc() {}

    /**
     * Prepares a builder; it does not matter which interceptors have been added, or will be. Once more on the same builder
     * takes the place of the first. A builder whose {@code ChannelCredentials} have {@code CallCredentials} is left alone.
     *
     * @param builder not null; not safe for several threads, as gRPC's own
     * @param session whose tokens; not null
     * @throws IllegalStateException if this version of gRPC, or this builder, is not supported; it is unchanged then
     */
    public static void install(ManagedChannelBuilder<?> builder, RequestAuthorizer session) {
        Objects.requireNonNull(session, "session");
        ChannelParts parts = ChannelParts.of(builder);
        List<ClientInterceptor> interceptors = parts.interceptors();
        if (parts.hasCallCredentials()
                || (InstalledAdapters.isOfAgent(TokenInterceptor.class)
                        && InstalledAdapters.hasOneOfTheProgram(interceptors))) {
            return;
        }
        interceptors.removeIf(InstalledAdapters::isOfAdapter);
        interceptors.add(0, new TokenInterceptor(session)); // the first of them is called last
    }
}
