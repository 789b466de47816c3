package dev.safeconduct.client.oauth;

import dev.safeconduct.spi.MetadataException;
import dev.safeconduct.spi.WireMembers;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Client metadata (RFC 7591 §2): what a client says about itself, without a {@code client_id} when it registers, and
 * with one as a Client ID Metadata Document. Immutable. A list that is absent or {@code null} reads as empty; what that
 * means is said in RFC 7591.
 */
public final class ClientMetadata {

    private final WireMembers wire;

    /** @param members the JSON object; copied */
    public ClientMetadata(Map<String, ? extends @Nullable Object> members) {
        this.wire = new WireMembers("client metadata", members);
    }

    /** All members in their order, also those without an accessor. Values are those of a JSON parser. Unmodifiable. */
    @SuppressWarnings("NullAway") // from a class file, the compiler of JDK 17 does not read the annotation
    public Map<String, @Nullable Object> members() {
        return wire.all();
    }

    /** Builds a document. What is empty is left out, but for {@code redirect_uris}. */
    public static Builder builder() {
        return new Builder(Map.of("redirect_uris", List.of()));
    }

    /** Builds a document that begins as this one. */
    public Builder toBuilder() {
        return new Builder(members());
    }

    /** The client id; null in a document for registration. */
    public @Nullable String clientId() throws MetadataException {
        return wire.string("client_id");
    }

    /** The name to show to a person, or null. */
    public @Nullable String clientName() throws MetadataException {
        return wire.string("client_name");
    }

    /** The client's home page, or null. */
    public @Nullable URI clientUri() throws MetadataException {
        return wire.uri("client_uri");
    }

    /** The redirect URIs. */
    public List<String> redirectUris() throws MetadataException {
        return list("redirect_uris");
    }

    /** The grant types; empty means {@code authorization_code}. */
    public List<String> grantTypes() throws MetadataException {
        return list("grant_types");
    }

    /** The response types; empty means {@code code}. */
    public List<String> responseTypes() throws MetadataException {
        return list("response_types");
    }

    /** How the client authenticates at the token endpoint; null means {@code client_secret_basic}. */
    public @Nullable String tokenEndpointAuthMethod() throws MetadataException {
        return wire.string("token_endpoint_auth_method");
    }

    /** The scope that the client may ask for, separated by blanks, or null. */
    public @Nullable String scope() throws MetadataException {
        return wire.string("scope");
    }

    /** The client's logo, or null. */
    public @Nullable URI logoUri() throws MetadataException {
        return wire.uri("logo_uri");
    }

    /** A page on what the client does with data, or null. */
    public @Nullable URI policyUri() throws MetadataException {
        return wire.uri("policy_uri");
    }

    /** A page with the client's terms of service, or null. */
    public @Nullable URI tosUri() throws MetadataException {
        return wire.uri("tos_uri");
    }

    /** What the software is, the same for all its instances, or null. */
    public @Nullable String softwareId() throws MetadataException {
        return wire.string("software_id");
    }

    /** The version of the software, or null. */
    public @Nullable String softwareVersion() throws MetadataException {
        return wire.string("software_version");
    }

    /** {@code web} or {@code native} (OpenID Connect Dynamic Client Registration §2); null means {@code web}. */
    public @Nullable String applicationType() throws MetadataException {
        return wire.string("application_type");
    }

    private List<String> list(String name) throws MetadataException {
        List<String> items = wire.strings(name);
        return items == null ? List.of() : items;
    }

    /** The names of the members, without their values. */
    @Override
    public String toString() {
        return wire.toString();
    }

    /** Builds {@link ClientMetadata}. For one thread. */
    public static final class Builder {

        private final Map<String, @Nullable Object> members;

        private Builder(Map<String, ? extends @Nullable Object> members) {
            this.members = new LinkedHashMap<>(members);
        }

        /** The URL of the document itself; for a Client ID Metadata Document alone. */
        public Builder clientId(String clientId) {
            return member("client_id", clientId);
        }

        public Builder clientName(String clientName) {
            return member("client_name", clientName);
        }

        public Builder clientUri(URI clientUri) {
            return member("client_uri", clientUri.toString());
        }

        public Builder redirectUris(List<URI> redirectUris) {
            members.put(
                    "redirect_uris", redirectUris.stream().map(URI::toString).toList());
            return this;
        }

        public Builder grantTypes(String... grantTypes) {
            return member("grant_types", List.of(grantTypes));
        }

        /** The response types; none is written as an empty list, since a missing one means {@code code}. */
        public Builder responseTypes(String... responseTypes) {
            members.put("response_types", List.of(responseTypes));
            return this;
        }

        public Builder tokenEndpointAuthMethod(String method) {
            return member("token_endpoint_auth_method", method);
        }

        /** The scope, separated by blanks, or null. */
        public Builder scope(@Nullable String scope) {
            return member("scope", scope);
        }

        public Builder logoUri(URI logoUri) {
            return member("logo_uri", logoUri.toString());
        }

        public Builder policyUri(URI policyUri) {
            return member("policy_uri", policyUri.toString());
        }

        public Builder tosUri(URI tosUri) {
            return member("tos_uri", tosUri.toString());
        }

        public Builder softwareId(String softwareId) {
            return member("software_id", softwareId);
        }

        public Builder softwareVersion(String softwareVersion) {
            return member("software_version", softwareVersion);
        }

        /** The type, {@code web} or {@code native}. */
        public Builder applicationType(String applicationType) {
            return member("application_type", applicationType);
        }

        /**
         * Any other member.
         *
         * @param value a value of JSON; null, an empty text and an empty list leave the member out
         */
        public Builder member(String name, @Nullable Object value) {
            if (value == null || value.equals("") || value.equals(List.of())) {
                members.remove(name);
            } else {
                members.put(name, value);
            }
            return this;
        }

        /** The document. */
        public ClientMetadata build() {
            return new ClientMetadata(members);
        }
    }
}
