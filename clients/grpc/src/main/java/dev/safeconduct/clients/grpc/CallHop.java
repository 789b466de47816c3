package dev.safeconduct.clients.grpc;

import dev.safeconduct.client.request.Hop;
import dev.safeconduct.client.request.NonBlockingExchange;
import dev.safeconduct.client.request.Origin;
import dev.safeconduct.client.request.RequestAuthorizer;
import io.grpc.Attributes;
import io.grpc.CallCredentials.RequestInfo;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Grpc;
import io.grpc.SecurityLevel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What is known of a call that may go to a configured server. Immutable. */
final class CallHop {

    private final RequestAuthorizer authorizer;
    private final ChannelAuthority authority;
    private final String path;
    private final @Nullable Deadline deadline;

    /**
     * Of a call that begins on this thread, in its context.
     *
     * @param authority that of the channel
     * @param path as it is sent
     * @param ofCall null if it has no deadline of its own
     */
    CallHop(RequestAuthorizer authorizer, ChannelAuthority authority, String path, @Nullable Deadline ofCall) {
        this.authorizer = authorizer;
        this.authority = authority;
        this.path = path;
        Deadline ofContext = Context.current().getDeadline();
        this.deadline = ofCall == null ? ofContext : ofContext == null ? ofCall : ofCall.minimum(ofContext);
    }

    /** The decisions on a try that has a connection. */
    NonBlockingExchange begin(@Nullable Origin target) {
        return new NonBlockingExchange(authorizer, target, left());
    }

    /** Zero if there is no deadline; one that has passed ends the call by itself. */
    private Duration left() {
        return deadline == null
                ? Duration.ZERO
                : Duration.ofNanos(Math.max(1, deadline.timeRemaining(TimeUnit.NANOSECONDS)));
    }

    /** A try as it goes out: the name that it is sent for must be that of where it goes. */
    Hop hop(Origin target, RequestInfo sent, boolean isOccupied) {
        return new Hop("POST", target, path, target, List.of(sent.getAuthority()), isOccupied);
    }

    /**
     * Where a connection leads to. With TLS it is what the certificate proves: the channel's authority, whatever address
     * that was connected to. In plaintext it is the address, which a name that the program sets instead does not change, and
     * which is that of a proxy where there is one.
     *
     * @return null if it is neither
     */
    @Nullable Origin target(RequestInfo sent) {
        Attributes connection = sent.getTransportAttrs();
        if (connection.get(Grpc.TRANSPORT_ATTR_SSL_SESSION) != null) {
            return new Origin("https", authority.host(), authority.port());
        }
        SocketAddress address = connection.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
        return sent.getSecurityLevel() == SecurityLevel.NONE && address instanceof InetSocketAddress of
                ? new Origin("http", host(of), of.getPort())
                : null;
    }

    /** Without a look-up. */
    private String host(InetSocketAddress address) {
        try {
            return authority.host().startsWith("[")
                            && InetAddress.getByName(authority.host()).equals(address.getAddress())
                    ? authority.host()
                    : address.getHostString();
        } catch (UnknownHostException e) {
            return address.getHostString();
        }
    }
}
