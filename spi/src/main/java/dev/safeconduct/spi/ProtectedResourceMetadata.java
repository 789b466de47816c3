package dev.safeconduct.spi;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** OAuth 2.0 Protected Resource Metadata (RFC 9728 §2). Immutable. */
public final class ProtectedResourceMetadata extends WireDocument {

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
}
