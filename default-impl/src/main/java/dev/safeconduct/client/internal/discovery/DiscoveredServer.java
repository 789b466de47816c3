package dev.safeconduct.client.internal.discovery;

import dev.safeconduct.spi.AuthorizationServerMetadata;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a protected resource and its authorization server.
 *
 * @param resource the resource indicator to send (RFC 8707), exactly as the metadata writes it; null if the resource
 *     names none
 * @param issuer the issuer identifier
 * @param metadata the authorization server's metadata
 * @param basis how it was found
 * @param scope the scope to ask for, or null for none
 * @param place where the resource metadata is that names the issuer; null if none does
 * @param bound whether tokens are to be bound to a key (RFC 9449)
 */
public record DiscoveredServer(
        @Nullable String resource,
        String issuer,
        AuthorizationServerMetadata metadata,
        Basis basis,
        @Nullable String scope,
        @Nullable String place,
        boolean bound) {

    /** How an authorization server was found. */
    public enum Basis {
        /** The configuration names it. */
        CONFIGURED,
        /** The protected resource names it, in its metadata or in a challenge. */
        NAMED,
        /** Nothing names it: the origin of the protected resource publishes metadata of one. */
        ORIGIN,
        /** Nothing is published: the default endpoints of MCP 2025-03-26. */
        GUESSED
    }

    /** The same server with another scope to ask for. */
    public DiscoveredServer withScope(@Nullable String newScope) {
        return new DiscoveredServer(resource, issuer, metadata, basis, newScope, place, bound);
    }

    /** Whether the metadata was published. */
    public boolean isDocumented() {
        return basis != Basis.GUESSED;
    }

    /** Whether a trusted source says that this is the one: a credential is not sent on a guess (THREATS 79). */
    public boolean isNamed() {
        return basis == Basis.CONFIGURED || basis == Basis.NAMED;
    }
}
