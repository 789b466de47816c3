package dev.safeconduct.clients.grpc;

import dev.safeconduct.client.request.RequestAuthorizer;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;
import org.jspecify.annotations.Nullable;

/** The last before the channel: sees each call as it goes out, with what the program's interceptors have made of it. */
final class TokenInterceptor implements ClientInterceptor {

    private final RequestAuthorizer authorizer;

    TokenInterceptor(RequestAuthorizer authorizer) {
        this.authorizer = authorizer;
    }

    /** Credentials of the program's own, and calls that cannot go to a configured server, are left alone. */
    @Override
    public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel channel) {
        CallHop callHop = options.getCredentials() == null ? callHop(method, options, channel) : null;
        return callHop == null
                ? channel.newCall(method, options)
                : new AuthorizedCall<>(callHop, method, options, channel);
    }

    private @Nullable CallHop callHop(MethodDescriptor<?, ?> method, CallOptions options, Channel channel) {
        String text = channel.authority();
        if (text == null || !authorizer.knowsHost(ChannelAuthority.host(text))) {
            return null;
        }
        ChannelAuthority authority = ChannelAuthority.of(text);
        String path = "/" + method.getFullMethodName();
        return authority != null && (isKnown("https", authority, path) || isKnown("http", authority, path))
                ? new CallHop(authorizer, authority, path, options.getDeadline())
                : null;
    }

    private boolean isKnown(String scheme, ChannelAuthority authority, String path) {
        return authorizer.destination(scheme, authority.host(), authority.port(), path) != null;
    }

    /** A program may show it. */
    @Override
    public String toString() {
        return "safeconduct";
    }
}
