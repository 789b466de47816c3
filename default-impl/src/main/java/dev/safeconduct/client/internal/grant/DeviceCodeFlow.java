package dev.safeconduct.client.internal.grant;

import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.oauth.AuthChallenge;
import dev.safeconduct.client.oauth.DeviceCodeGrant;
import dev.safeconduct.client.oauth.RefreshTokenGrant;
import dev.safeconduct.spi.OAuthException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A person enters a code on any device that has a browser (RFC 8628); from then on tokens are refreshed. */
final class DeviceCodeFlow implements GrantFlow {

    @Override
    public String name() {
        return DeviceCodeGrant.DEVICE_CODE;
    }

    @Override
    public boolean needsPerson() {
        return true;
    }

    @Override
    public boolean showsUserCode() {
        return true;
    }

    @Override
    public List<List<String>> requiredKeys() {
        return List.of();
    }

    @Override
    public List<String> registeredGrantTypes() {
        return List.of(DeviceCodeGrant.TYPE, RefreshTokenGrant.TYPE);
    }

    @Override
    public String status() {
        return "a person enters a code on any device";
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
