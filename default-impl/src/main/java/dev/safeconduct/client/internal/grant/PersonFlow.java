package dev.safeconduct.client.internal.grant;

import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.oauth.RefreshTokenGrant;
import dev.safeconduct.spi.OAuthException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A person logs in; from then on tokens are refreshed (RFC 6749 §6). */
abstract class PersonFlow implements GrantFlow {

    private final String grantType;

    /** @param grantType by which a login gets its first token */
    PersonFlow(String grantType) {
        this.grantType = grantType;
    }

    @Override
    public final boolean needsPerson() {
        return true;
    }

    @Override
    public final List<List<String>> requiredKeys() {
        return List.of();
    }

    @Override
    public final List<String> registeredGrantTypes() {
        return List.of(grantType, RefreshTokenGrant.TYPE);
    }

    @Override
    public final boolean canRenew(@Nullable TokenRecord stored) {
        return stored != null && stored.isRefreshable();
    }

    @Override
    public final TokenRecord renew(GrantContext context, RenewalBasis basis) throws OAuthException {
        return context.refresh(basis.stored());
    }
}
