package dev.safeconduct.client.internal.grant;

import dev.safeconduct.client.internal.config.GrantType;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.oauth.LoginRequiredException;
import dev.safeconduct.spi.OAuthException;
import org.jspecify.annotations.Nullable;

/** How tokens are obtained by one grant. No other class asks which grant it is. Stateless and safe for all threads. */
public interface GrantFlow extends GrantType {

    /** Whether a new token can be obtained without a person where this is stored, or nothing. */
    boolean canRenew(@Nullable TokenRecord stored);

    /**
     * Obtains a new token without a person, under the lease of its record. Blocks.
     *
     * @throws LoginRequiredException if only a person can help
     * @throws OAuthException if there is no token; nothing that is stored is lost
     */
    TokenRecord renew(GrantContext context, RenewalBasis basis) throws OAuthException;
}
