package dev.safeconduct.spi;

import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * OAuth 2.0 Authorization Server Metadata (RFC 8414 §2), which OpenID Connect Discovery shares. Immutable. An accessor
 * throws where a member has the wrong type; a member that is never read does no harm.
 */
public final class AuthorizationServerMetadata {

    /** Where the metadata of an issuer is (RFC 8414 §3.1): before the issuer's path. */
    public static final String WELL_KNOWN = "/.well-known/oauth-authorization-server";

    /** Where OpenID providers have it (OpenID Connect Discovery §4): after the issuer's path, at some before it. */
    public static final String WELL_KNOWN_OPENID = "/.well-known/openid-configuration";

    private final WireMembers wire;

    /** @param members the JSON object; copied */
    public AuthorizationServerMetadata(Map<String, ? extends @Nullable Object> members) {
        this.wire = new WireMembers("authorization server metadata", members);
    }

    /** All members in their order, also those without an accessor. Values are those of a JSON parser. Unmodifiable. */
    public Map<String, @Nullable Object> members() {
        return wire.all();
    }

    /** The issuer identifier, as a string: it is compared, not resolved. */
    public String issuer() throws MetadataException {
        return wire.required("issuer");
    }

    /** Where a person grants access (RFC 6749 §3.1), or null. */
    public @Nullable URI authorizationEndpoint() throws MetadataException {
        return wire.uri("authorization_endpoint");
    }

    /** Where tokens are issued (RFC 6749 §3.2), or null. */
    public @Nullable URI tokenEndpoint() throws MetadataException {
        return wire.uri("token_endpoint");
    }

    /** Where claims about the person are (OpenID Connect Core §5.3), or null. */
    public @Nullable URI userinfoEndpoint() throws MetadataException {
        return wire.uri("userinfo_endpoint");
    }

    /** Where the keys are that the server signs with (RFC 7517 §5), or null. */
    public @Nullable URI jwksUri() throws MetadataException {
        return wire.uri("jwks_uri");
    }

    /** Where an authorization request is left beforehand (RFC 9126 §5), or null. */
    public @Nullable URI pushedAuthorizationRequestEndpoint() throws MetadataException {
        return wire.uri("pushed_authorization_request_endpoint");
    }

    /** Whether every authorization request has to be left there (RFC 9126 §5). */
    public boolean requirePushedAuthorizationRequests() throws MetadataException {
        return wire.flag("require_pushed_authorization_requests");
    }

    /** Where a device asks for a code that a person enters elsewhere (RFC 8628 §4), or null. */
    public @Nullable URI deviceAuthorizationEndpoint() throws MetadataException {
        return wire.uri("device_authorization_endpoint");
    }

    /** Where a client registers itself (RFC 7591), or null. */
    public @Nullable URI registrationEndpoint() throws MetadataException {
        return wire.uri("registration_endpoint");
    }

    /** Where a token is revoked (RFC 7009), or null. */
    public @Nullable URI revocationEndpoint() throws MetadataException {
        return wire.uri("revocation_endpoint");
    }

    /**
     * Where an endpoint is for clients that use mutual TLS (RFC 8705 §5), or null if it is the same for them.
     *
     * @param endpoint the name of the member, for example {@code token_endpoint}
     */
    public @Nullable URI mtlsEndpointAlias(String endpoint) throws MetadataException {
        return wire.all().get("mtls_endpoint_aliases") instanceof Map<?, ?> aliases
                ? new WireMembers("mtls_endpoint_aliases", Collections.singletonMap(endpoint, aliases.get(endpoint)))
                        .uri(endpoint)
                : null;
    }

    /** The client authentication methods of the token endpoint; {@code client_secret_basic} alone if none is named. */
    public List<String> tokenEndpointAuthMethodsSupported() throws MetadataException {
        List<String> methods = wire.strings("token_endpoint_auth_methods_supported");
        return methods == null ? List.of("client_secret_basic") : methods;
    }

    /** The algorithms with which a client may sign where it authenticates, or null if the server does not name any. */
    public @Nullable List<String> tokenEndpointAuthSigningAlgValuesSupported() throws MetadataException {
        return wire.strings("token_endpoint_auth_signing_alg_values_supported");
    }

    /** The algorithms with which ID tokens are signed, or null if the server does not name any. */
    public @Nullable List<String> idTokenSigningAlgValuesSupported() throws MetadataException {
        return wire.strings("id_token_signing_alg_values_supported");
    }

    /** The algorithms for DPoP proofs (RFC 9449 §5.1), or null if the server does not name any. */
    public @Nullable List<String> dpopSigningAlgValuesSupported() throws MetadataException {
        return wire.strings("dpop_signing_alg_values_supported");
    }

    /** The response types, or null if the server does not name any. */
    public @Nullable List<String> responseTypesSupported() throws MetadataException {
        return wire.strings("response_types_supported");
    }

    /** The grant types, or null if the server does not name any. */
    public @Nullable List<String> grantTypesSupported() throws MetadataException {
        return wire.strings("grant_types_supported");
    }

    /** The scopes, or null if the server does not name any, or not in a list. */
    public @Nullable List<String> scopesSupported() {
        return wire.stringsIfAny("scopes_supported");
    }

    /** The PKCE methods (RFC 7636 §4.3), or null if the server does not name any. */
    public @Nullable List<String> codeChallengeMethodsSupported() throws MetadataException {
        return wire.strings("code_challenge_methods_supported");
    }

    /** Whether PKCE with S256 is advertised; false where no method is named, as MCP 2025-11-25 has it. */
    public boolean supportsPkce() throws MetadataException {
        List<String> methods = codeChallengeMethodsSupported();
        return methods != null && methods.contains("S256");
    }

    /** Whether authorization responses carry {@code iss} (RFC 9207 §3). */
    public boolean authorizationResponseIssParameterSupported() throws MetadataException {
        return wire.flag("authorization_response_iss_parameter_supported");
    }

    /** Whether a URL may be a client id (Client ID Metadata Document). */
    public boolean clientIdMetadataDocumentSupported() throws MetadataException {
        return wire.flag("client_id_metadata_document_supported");
    }

    /** The names of the members, without their values. */
    @Override
    public String toString() {
        return wire.toString();
    }
}
