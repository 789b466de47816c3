package dev.safeconduct.client.oauth;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who a client is at one authorization server (RFC 7591 §3.2.1), whether it was registered by hand or by
 * {@code OAuthClient.register}. Immutable. {@link #toString} shows no secret.
 *
 * @param clientId the client id
 * @param clientSecret the client secret, or null
 * @param authMethod how the client authenticates at the token endpoint, by its RFC 7591 name: {@code none},
 *     {@code client_secret_basic}, {@code client_secret_post} or {@code client_secret_jwt}; with a configuration also those that
 *     need a key
 * @param redirectUris the redirect URIs that are registered; empty if that is not known
 * @param registered whether it was registered dynamically, and so may be replaced
 * @param clientSecretExpiresAt when the secret expires; null if it does not, or that is unknown
 * @param managementUri where the registration is read, changed and deleted (RFC 7592 §3), or null
 * @param managementToken the access token for that, or null
 */
public record ClientInformation(
        String clientId,
        @Nullable String clientSecret,
        String authMethod,
        List<URI> redirectUris,
        boolean registered,
        @Nullable Instant clientSecretExpiresAt,
        @Nullable URI managementUri,
        @Nullable String managementToken) {

    /** Copies the redirect URIs. */
    public ClientInformation {
        redirectUris = List.copyOf(redirectUris);
    }

    /** A client of which nothing else is known. */
    public ClientInformation(
            String clientId,
            @Nullable String clientSecret,
            String authMethod,
            List<URI> redirectUris,
            boolean registered) {
        this(clientId, clientSecret, authMethod, redirectUris, registered, null, null, null);
    }

    /** The same client with other redirect URIs. */
    public ClientInformation withRedirectUris(List<URI> uris) {
        return new ClientInformation(
                clientId,
                clientSecret,
                authMethod,
                uris,
                registered,
                clientSecretExpiresAt,
                managementUri,
                managementToken);
    }

    /** The same client with another method of authentication. */
    public ClientInformation withAuthMethod(String method) {
        return new ClientInformation(
                clientId,
                clientSecret,
                method,
                redirectUris,
                registered,
                clientSecretExpiresAt,
                managementUri,
                managementToken);
    }

    /** A client that has no secret (RFC 6749 §2.1): a program on a user's machine. */
    public static ClientInformation withoutSecret(String clientId) {
        return new ClientInformation(clientId, null, "none", List.of(), false);
    }

    /** A client that authenticates with {@code client_secret_basic} (RFC 6749 §2.3.1): a service. */
    public static ClientInformation withSecret(String clientId, String clientSecret) {
        return new ClientInformation(clientId, clientSecret, "client_secret_basic", List.of(), false);
    }

    @Override
    public String toString() {
        return "ClientInformation[" + clientId + ", " + authMethod + "]";
    }
}
