package dev.safeconduct.testkit;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An access token that a {@link FakeAuthorizationServer} issued, and what it stands for.
 *
 * @param accessToken the access token
 * @param refreshToken the refresh token that came with it, or null
 * @param clientId the client it was issued to
 * @param scope the granted scope, or null
 * @param resources the resources (RFC 8707) it is good for; empty if the client named none
 * @param nonce what the authorization request sent (OpenID Connect), or null
 * @param issued how many tokens of this grant had been issued, this one included: 1 at login, 2 after one refresh
 * @param issuedAt when it was issued
 * @param expiresAt when it ends
 */
public record GrantedToken(
        String accessToken,
        @Nullable String refreshToken,
        String clientId,
        @Nullable String scope,
        List<String> resources,
        @Nullable String nonce,
        int issued,
        Instant issuedAt,
        Instant expiresAt) {

    /** The granted scope as a list; empty if there are none. */
    public List<String> scopes() {
        return scope == null || scope.isBlank()
                ? List.of()
                : List.of(scope.strip().split("\\s+", -1));
    }

    @Override
    public String toString() {
        return "GrantedToken[client=" + clientId + ", scope=" + scope + ", resources=" + resources + ", issued="
                + issued + "]";
    }
}
