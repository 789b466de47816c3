package dev.safeconduct.client.internal.grant;

import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.oauth.AuthChallenge;
import dev.safeconduct.client.oauth.AuthorizationCodeGrant;
import dev.safeconduct.client.oauth.RefreshTokenGrant;
import dev.safeconduct.spi.OAuthException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A person logs in in a browser (RFC 6749 §4.1); from then on tokens are refreshed (§6). */
final class AuthorizationCodeFlow implements GrantFlow {

    @Override
    public String name() {
        return AuthorizationCodeGrant.TYPE;
    }

    @Override
    public boolean needsPerson() {
        return true;
    }

    @Override
    public List<List<String>> requiredKeys() {
        return List.of();
    }

    @Override
    public List<String> registeredGrantTypes() {
        return List.of(AuthorizationCodeGrant.TYPE, RefreshTokenGrant.TYPE);
    }

    @Override
    public String status() {
        return "a person logs in";
    }

    @Override
    public boolean canRenew(@Nullable TokenRecord stored) {
        return stored != null && stored.isRefreshable();
    }

    @Override
    public TokenRecord renew(GrantContext context, @Nullable TokenRecord stored, List<AuthChallenge> challenges)
            throws OAuthException {
        return context.refresh(stored);
    }
}
