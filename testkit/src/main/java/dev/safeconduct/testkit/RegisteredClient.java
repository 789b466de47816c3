package dev.safeconduct.testkit;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A client that a {@link FakeAuthorizationServer} knows.
 *
 * @param clientId the client id
 * @param clientSecret the secret, or null for a public client
 * @param authMethod {@code none}, {@code client_secret_basic}, {@code client_secret_post}, or {@code private_key_jwt} or
 *     {@code client_secret_jwt}, whose assertions are taken without a look at them
 * @param redirectUris the registered redirect URIs; with none, any loopback redirect URI is good
 * @param metadata what the client sent when it registered (RFC 7591); empty if it was registered beforehand
 */
public record RegisteredClient(
        String clientId,
        @Nullable String clientSecret,
        String authMethod,
        List<String> redirectUris,
        Map<String, Object> metadata) {

    @Override
    public String toString() {
        return "RegisteredClient[" + clientId + ", " + authMethod + ", " + redirectUris + "]";
    }
}
