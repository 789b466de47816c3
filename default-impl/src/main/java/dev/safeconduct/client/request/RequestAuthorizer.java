package dev.safeconduct.client.request;

import org.jspecify.annotations.Nullable;

/**
 * Where an adapter for an HTTP client asks, hop by hop, whether a request is to a configured server. A
 * {@code dev.safeconduct.client.Session} is one. Safe for all threads.
 */
public interface RequestAuthorizer {

    /**
     * Where a hop goes, as the HTTP client has resolved it: what the client connects to, never a URL that is parsed once
     * more. Never blocks. Allocates nothing where no server matches.
     *
     * @param scheme in any case; null matches nothing
     * @param host the host that is connected to; an IPv6 address with or without brackets; null matches nothing
     * @param port -1 for the default port of the scheme
     * @param rawPath the path as it is sent; null or empty is the root; a query is not looked at
     * @return null if no configured server has this origin and path: the hop is to be left as it is
     */
    @Nullable Destination destination(@Nullable String scheme, @Nullable String host, int port, @Nullable String rawPath);

    /**
     * Whether a configured server has this host name, on whatever port and by whatever scheme. A request that begins at
     * another host gets no token anywhere, even if it is redirected to a configured server (THREATS 71), so that nothing
     * has to be kept of it but where it began. Never blocks. Allocates nothing.
     *
     * @param host as {@link #destination}
     */
    default boolean knowsHost(String host) {
        return true;
    }

    /**
     * Is told of an internal error, which has left a request as it was. Throws nothing, never blocks.
     *
     * @param cause not null; no message of it is to be shown, which may have a secret
     */
    default void failed(Throwable cause) {}
}
