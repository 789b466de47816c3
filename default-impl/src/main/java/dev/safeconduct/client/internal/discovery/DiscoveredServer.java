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
 * @param documented whether the metadata was published; false for the default endpoints of MCP 2025-03-26
 * @param scope the scope to ask for, or null for none
 */
public record DiscoveredServer(
        @Nullable String resource,
        String issuer,
        AuthorizationServerMetadata metadata,
        boolean documented,
        @Nullable String scope) {}
