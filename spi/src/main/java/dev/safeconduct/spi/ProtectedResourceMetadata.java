package dev.safeconduct.spi;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** OAuth 2.0 Protected Resource Metadata (RFC 9728 §2). Immutable. */
public final class ProtectedResourceMetadata extends WireDocument {

    /** Where the metadata of a resource is (RFC 9728 §3.1): before the resource's path. */
    public static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";

    /** @param members the JSON object; copied */
    public ProtectedResourceMetadata(Map<String, ? extends @Nullable Object> members) {
        super("protected resource metadata", members);
    }

    /** The resource identifier. */
    public String resource() throws MetadataException {
        return required("resource");
    }

    /** The issuers whose tokens the resource takes; empty if none is named. */
    public List<String> authorizationServers() throws MetadataException {
        List<String> servers = strings("authorization_servers");
        return servers == null ? List.of() : servers;
    }

    /** The scopes for a basic use of the resource, or null if it does not name any. */
    public @Nullable List<String> scopesSupported() throws MetadataException {
        return strings("scopes_supported");
    }

    /** A name to show to a person, chosen by the server; null if there is none. */
    public @Nullable String resourceName() throws MetadataException {
        return string("resource_name");
    }

    /** How a token may be sent (RFC 6750 §2): {@code header}, {@code body}, {@code query}; null if it is not said. */
    public @Nullable List<String> bearerMethodsSupported() throws MetadataException {
        return strings("bearer_methods_supported");
    }

    /** Whether the resource takes DPoP-bound tokens only (RFC 9449). */
    public boolean dpopBoundAccessTokensRequired() throws MetadataException {
        return flag("dpop_bound_access_tokens_required");
    }

    /** The algorithms for DPoP proofs (RFC 9449), or null if the resource does not name any. */
    public @Nullable List<String> dpopSigningAlgValuesSupported() throws MetadataException {
        return strings("dpop_signing_alg_values_supported");
    }

    /** Whether the resource takes tokens only that are bound to a client certificate (RFC 8705). */
    public boolean tlsClientCertificateBoundAccessTokens() throws MetadataException {
        return flag("tls_client_certificate_bound_access_tokens");
    }

    /** The types of {@code authorization_details} (RFC 9396), or null if the resource does not name any. */
    public @Nullable List<String> authorizationDetailsTypesSupported() throws MetadataException {
        return strings("authorization_details_types_supported");
    }

    /** Where the keys are that the resource signs with (RFC 7517 §5), or null. */
    public @Nullable URI jwksUri() throws MetadataException {
        return uri("jwks_uri");
    }

    /** The algorithms with which the resource signs its answers, or null if it does not name any. */
    public @Nullable List<String> resourceSigningAlgValuesSupported() throws MetadataException {
        return strings("resource_signing_alg_values_supported");
    }

    /** A page for developers, or null. */
    public @Nullable URI resourceDocumentation() throws MetadataException {
        return uri("resource_documentation");
    }

    /** A page on how a client may use the data, or null. */
    public @Nullable URI resourcePolicyUri() throws MetadataException {
        return uri("resource_policy_uri");
    }

    /** A page with the terms of service, or null. */
    public @Nullable URI resourceTosUri() throws MetadataException {
        return uri("resource_tos_uri");
    }

    /** The same metadata as a signed JWT (RFC 9728 §2.2), or null. It is not validated. */
    public @Nullable String signedMetadata() throws MetadataException {
        return string("signed_metadata");
    }
}
