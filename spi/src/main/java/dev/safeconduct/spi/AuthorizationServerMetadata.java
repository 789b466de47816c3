package dev.safeconduct.spi;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * OAuth 2.0 Authorization Server Metadata (RFC 8414 §2), which OpenID Connect Discovery shares. Immutable. An accessor
 * throws where a member has the wrong type; a member that nobody asks for harms nobody.
 */
public final class AuthorizationServerMetadata extends WireDocument {

    /** @param members the JSON object; copied */
    public AuthorizationServerMetadata(Map<String, ? extends @Nullable Object> members) {
        super("authorization server metadata", members);
    }

    /** The issuer identifier, as a string: it is compared, not resolved. */
    public String issuer() throws MetadataException {
        return required("issuer");
    }

    /** Where a person grants access (RFC 6749 §3.1), or null. */
    public @Nullable URI authorizationEndpoint() throws MetadataException {
        return uri("authorization_endpoint");
    }

    /** Where tokens are issued (RFC 6749 §3.2), or null. */
    public @Nullable URI tokenEndpoint() throws MetadataException {
        return uri("token_endpoint");
    }

    /** Where a client registers itself (RFC 7591), or null. */
    public @Nullable URI registrationEndpoint() throws MetadataException {
        return uri("registration_endpoint");
    }

    /** Where a token is revoked (RFC 7009), or null. */
    public @Nullable URI revocationEndpoint() throws MetadataException {
        return uri("revocation_endpoint");
    }

    /** Where the keys are with which the server signs (RFC 7517 §5), or null. */
    public @Nullable URI jwksUri() throws MetadataException {
        return uri("jwks_uri");
    }

    /** The client authentication methods of the token endpoint; {@code client_secret_basic} alone if none is named. */
    public List<String> tokenEndpointAuthMethodsSupported() throws MetadataException {
        List<String> methods = strings("token_endpoint_auth_methods_supported");
        return methods == null ? List.of("client_secret_basic") : methods;
    }

    /** The grant types, or null if the server does not name any. */
    public @Nullable List<String> grantTypesSupported() throws MetadataException {
        return strings("grant_types_supported");
    }

    /** The scopes, or null if the server does not name any. */
    public @Nullable List<String> scopesSupported() throws MetadataException {
        return strings("scopes_supported");
    }

    /** Whether PKCE with S256 is advertised (RFC 7636, RFC 8414 {@code code_challenge_methods_supported}). */
    public boolean supportsPkce() throws MetadataException {
        List<String> methods = strings("code_challenge_methods_supported");
        return methods != null && methods.contains("S256");
    }

    /** Whether authorization responses carry {@code iss} (RFC 9207 §3). */
    public boolean authorizationResponseIssParameterSupported() throws MetadataException {
        return flag("authorization_response_iss_parameter_supported");
    }

    /** Whether a URL may be a client id (Client ID Metadata Document). */
    public boolean clientIdMetadataDocumentSupported() throws MetadataException {
        return flag("client_id_metadata_document_supported");
    }
}
