package dev.safeconduct.spi;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** OAuth 2.0 Protected Resource Metadata (RFC 9728 §2). Immutable. */
public final class ProtectedResourceMetadata {

    /** Where the metadata of a resource is (RFC 9728 §3.1): before the resource's path. */
    public static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";

    private final WireMembers wire;

    /** @param members the JSON object; copied */
    public ProtectedResourceMetadata(Map<String, ? extends @Nullable Object> members) {
        this.wire = new WireMembers("protected resource metadata", members);
    }

    /** All members in their order, also those without an accessor. Values are those of a JSON parser. Unmodifiable. */
    public Map<String, @Nullable Object> members() {
        return wire.all();
    }

    /** The resource identifier. */
    public String resource() throws MetadataException {
        return wire.required("resource");
    }

    /** The issuers whose tokens the resource takes; empty if none is named. */
    public List<String> authorizationServers() throws MetadataException {
        List<String> servers = wire.strings("authorization_servers");
        return servers == null ? List.of() : servers;
    }

    /** The scopes for a basic use of the resource, or null if it does not name any, or not in a list. */
    public @Nullable List<String> scopesSupported() {
        return wire.stringsIfAny("scopes_supported");
    }

    /** A name to show to a person, chosen by the server; null if missing. */
    public @Nullable String resourceName() throws MetadataException {
        return wire.string("resource_name");
    }

    /** How a token may be sent (RFC 6750 §2): {@code header}, {@code body}, {@code query}; null if it is not said. */
    public @Nullable List<String> bearerMethodsSupported() throws MetadataException {
        return wire.strings("bearer_methods_supported");
    }

    /** Whether the resource takes DPoP-bound tokens only (RFC 9449). */
    public boolean dpopBoundAccessTokensRequired() throws MetadataException {
        return wire.flag("dpop_bound_access_tokens_required");
    }

    /** The algorithms for DPoP proofs (RFC 9449), or null if the resource does not name any. */
    public @Nullable List<String> dpopSigningAlgValuesSupported() throws MetadataException {
        return wire.strings("dpop_signing_alg_values_supported");
    }

    /** Whether the resource takes tokens only that are bound to a client certificate (RFC 8705). */
    public boolean tlsClientCertificateBoundAccessTokens() throws MetadataException {
        return wire.flag("tls_client_certificate_bound_access_tokens");
    }

    /** The types of {@code authorization_details} (RFC 9396), or null if the resource does not name any. */
    public @Nullable List<String> authorizationDetailsTypesSupported() throws MetadataException {
        return wire.strings("authorization_details_types_supported");
    }

    /** Where the keys are that the resource signs with (RFC 7517 §5), or null. */
    public @Nullable URI jwksUri() throws MetadataException {
        return wire.uri("jwks_uri");
    }

    /** The algorithms with which the resource signs its answers, or null if it does not name any. */
    public @Nullable List<String> resourceSigningAlgValuesSupported() throws MetadataException {
        return wire.strings("resource_signing_alg_values_supported");
    }

    /** A page for developers, or null. */
    public @Nullable URI resourceDocumentation() throws MetadataException {
        return wire.uri("resource_documentation");
    }

    /** A page on how a client may use the data, or null. */
    public @Nullable URI resourcePolicyUri() throws MetadataException {
        return wire.uri("resource_policy_uri");
    }

    /** A page with the terms of service, or null. */
    public @Nullable URI resourceTosUri() throws MetadataException {
        return wire.uri("resource_tos_uri");
    }

    /** The same metadata as a signed JWT (RFC 9728 §2.2), or null. It is not validated. */
    public @Nullable String signedMetadata() throws MetadataException {
        return wire.string("signed_metadata");
    }

    /** The names of the members, without their values. */
    @Override
    public String toString() {
        return wire.toString();
    }
}
