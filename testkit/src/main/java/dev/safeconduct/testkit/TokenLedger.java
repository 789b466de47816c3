package dev.safeconduct.testkit;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The codes and tokens that a {@link FakeAuthorizationServer} has issued, each family of tokens from one grant. */
final class TokenLedger {

    /** What a person allowed. */
    record Approval(
            String clientId,
            String redirectUri,
            String codeChallenge,
            @Nullable String scope,
            List<String> resources,
            @Nullable String nonce) {}

    private static final class Family {
        final String clientId;
        final @Nullable String scope;
        final List<String> resources;
        final @Nullable String nonce;
        int issued;
        boolean revoked;

        Family(String clientId, @Nullable String scope, List<String> resources, @Nullable String nonce) {
            this.clientId = clientId;
            this.scope = scope;
            this.resources = resources;
            this.nonce = nonce;
        }
    }

    private static final class Code {
        final Approval approval;
        final Instant expiresAt;
        boolean used;

        @Nullable Family family;

        Code(Approval approval, Instant expiresAt) {
            this.approval = approval;
            this.expiresAt = expiresAt;
        }
    }

    private static final class Refresh {
        final Family family;
        boolean spent;

        Refresh(Family family) {
            this.family = family;
        }
    }

    private record Access(GrantedToken token, Family family) {}

    private static final Duration CODE_LIFETIME = Duration.ofMinutes(1);

    private final SecureRandom random = new SecureRandom();
    private final AuthorizationServerSettings settings;
    private final Map<String, Code> codes = new HashMap<>();
    private final Map<String, Access> accessTokens = new HashMap<>();
    private final Map<String, Refresh> refreshTokens = new HashMap<>();
    /** Access and refresh tokens that are bound to a key, with its thumbprint. */
    private final Map<String, String> bound = new HashMap<>();

    private int reuses;

    TokenLedger(AuthorizationServerSettings settings) {
        this.settings = settings;
    }

    String random(String prefix) {
        byte[] bytes = new byte[24];
        random.nextBytes(bytes);
        return prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    synchronized String newCode(Approval approval) {
        String code = random("code-");
        codes.put(code, new Code(approval, settings.clock.instant().plus(CODE_LIFETIME)));
        return code;
    }

    /**
     * Takes a code; a second try revokes what the first one got. The code is spent even if what comes with it turns out
     * to be wrong.
     */
    synchronized Approval takeCode(String value) {
        Code code = codes.get(value);
        if (code == null || settings.clock.instant().isAfter(code.expiresAt)) {
            throw new Refusal("invalid_grant", "the code is unknown or expired");
        }
        if (code.used) {
            if (code.family != null) {
                code.family.revoked = true;
            }
            throw new Refusal("invalid_grant", "the code was used before");
        }
        code.used = true;
        return code.approval;
    }

    /** The first token of a grant; with the code it was exchanged for, if there was one. */
    synchronized GrantedToken grant(
            String clientId,
            @Nullable String scope,
            List<String> resources,
            boolean withRefreshToken,
            @Nullable String forCode) {
        Code code = forCode == null ? null : codes.get(forCode);
        Family family =
                new Family(clientId, scope, List.copyOf(resources), code == null ? null : code.approval.nonce());
        if (code != null) {
            code.family = family;
        }
        return issue(family, scope, family.resources, withRefreshToken ? newRefreshToken(family) : null);
    }

    /** The next token of a grant. A refresh token that was spent before revokes the whole family. */
    synchronized GrantedToken refresh(
            String value, String clientId, @Nullable String scope, List<String> resources, boolean rotate) {
        Refresh refresh = refreshTokens.get(value);
        if (refresh == null || !refresh.family.clientId.equals(clientId)) {
            throw new Refusal("invalid_grant", "the refresh token is unknown");
        }
        Family family = refresh.family;
        if (refresh.spent) {
            reuses++;
            family.revoked = true;
            throw new Refusal("invalid_grant", "the refresh token was used before; the grant is revoked");
        }
        if (family.revoked) {
            throw new Refusal("invalid_grant", "the grant is revoked");
        }
        if (!family.resources.isEmpty() && !family.resources.containsAll(resources)) {
            throw new Refusal("invalid_target", "resource is not of this grant");
        }
        if (scope != null && !scopes(family.scope).containsAll(scopes(scope))) {
            throw new Refusal("invalid_scope", "scope is wider than the grant");
        }
        refresh.spent = rotate;
        return issue(
                family,
                scope == null ? family.scope : scope,
                resources.isEmpty() ? family.resources : List.copyOf(resources),
                rotate ? newRefreshToken(family) : null);
    }

    private static List<String> scopes(@Nullable String scope) {
        return scope == null || scope.isBlank()
                ? List.of()
                : List.of(scope.strip().split("\\s+", -1));
    }

    private GrantedToken issue(
            Family family, @Nullable String scope, List<String> resources, @Nullable String refreshToken) {
        Instant now = settings.clock.instant();
        GrantedToken token = new GrantedToken(
                random(settings.accessTokenPrefix),
                refreshToken,
                family.clientId,
                scope,
                resources,
                family.nonce,
                ++family.issued,
                now,
                now.plus(settings.tokenLifetime));
        accessTokens.put(token.accessToken(), new Access(token, family));
        return token;
    }

    private String newRefreshToken(Family family) {
        String value = random(settings.refreshTokenPrefix);
        refreshTokens.put(value, new Refresh(family));
        return value;
    }

    synchronized Optional<GrantedToken> active(String accessToken) {
        Access access = accessTokens.get(accessToken);
        return Optional.ofNullable(access)
                .filter(found -> !found.family.revoked)
                .map(Access::token)
                .filter(token -> settings.clock.instant().isBefore(token.expiresAt()));
    }

    /** RFC 7009: an access token alone, a refresh token with its whole family; nothing if it is another client's. */
    synchronized void revoke(String token, String clientId) {
        Access access = accessTokens.get(token);
        if (access != null && access.family.clientId.equals(clientId)) {
            accessTokens.remove(token);
        }
        Refresh refresh = refreshTokens.get(token);
        if (refresh != null && refresh.family.clientId.equals(clientId)) {
            refresh.family.revoked = true;
        }
    }

    synchronized void endAccessTokens() {
        accessTokens.clear();
    }

    synchronized void endEverything() {
        accessTokens.values().forEach(access -> access.family.revoked = true);
        refreshTokens.values().forEach(refresh -> refresh.family.revoked = true);
    }

    synchronized List<GrantedToken> issued() {
        return new ArrayList<>(accessTokens.values().stream().map(Access::token).toList());
    }

    /** Binds a token, and the refresh token that came with it, to a key (RFC 9449 §5). */
    synchronized void bind(GrantedToken token, String thumbprint) {
        bound.put(token.accessToken(), thumbprint);
        if (token.refreshToken() != null) {
            bound.put(token.refreshToken(), thumbprint);
        }
    }

    /** The thumbprint of the key that an access token or a refresh token is bound to; null if it is not bound. */
    synchronized @Nullable String thumbprint(String token) {
        return bound.get(token);
    }

    synchronized int reuses() {
        return reuses;
    }
}
