package dev.safeconduct.spi;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where metadata documents come from. The client chooses what to ask for and in which order, and checks every document
 * itself (issuer, resource, endpoints): a provider cannot weaken that.
 *
 * <p>Called from any thread, may block within the configured deadline of {@code safeconduct.http.timeout}.
 */
public interface MetadataDiscovery {

    /**
     * Looks for protected resource metadata (RFC 9728 §3).
     *
     * @param resource the resource identifier that the document has to name
     * @param location the well-known URL for it, or the one that a challenge named
     * @return the document, or null if missing at that location
     * @throws OAuthException if it cannot be told, or what is there is not a JSON object
     */
    @Nullable ProtectedResourceMetadata protectedResource(URI resource, URI location) throws OAuthException;

    /**
     * Looks for authorization server metadata (RFC 8414 §3, OpenID Connect Discovery §4).
     *
     * @param issuer the issuer identifier that the document has to name
     * @param location the well-known URL to look at
     * @return the document, or null if missing at that location
     * @throws OAuthException if it cannot be told, or what is there is not a JSON object
     */
    @Nullable AuthorizationServerMetadata authorizationServer(URI issuer, URI location) throws OAuthException;
}
