package dev.safeconduct.client.internal.register;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who we are at one authorization server (RFC 7591 §3.2.1). {@link #toString} does not show the secret.
 *
 * @param clientId the client id
 * @param clientSecret the client secret, or null
 * @param authMethod how the client authenticates at the token endpoint, by its RFC 7591 name
 * @param redirectUris the redirect URIs that are registered; empty if that is not known
 * @param registered whether we registered the client ourselves, and may replace it
 */
public record ClientInformation(
        String clientId, @Nullable String clientSecret, String authMethod, List<URI> redirectUris, boolean registered) {

    public ClientInformation {
        redirectUris = List.copyOf(redirectUris);
    }

    @Override
    public String toString() {
        return "ClientInformation[" + clientId + ", " + authMethod + "]";
    }
}
