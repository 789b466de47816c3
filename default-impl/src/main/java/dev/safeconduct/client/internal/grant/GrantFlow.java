package dev.safeconduct.client.internal.grant;

import dev.safeconduct.client.internal.config.GrantType;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.oauth.AuthChallenge;
import dev.safeconduct.client.oauth.LoginRequiredException;
import dev.safeconduct.spi.OAuthException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How tokens are obtained by one grant. No other class asks which grant it is. Stateless and safe for all threads. */
public interface GrantFlow extends GrantType {

    /**
     * Whether another program keeps the token, so that no authorization server is asked for it, and it is in memory only
     * here.
     */
    default boolean isKeptElsewhere() {
        return false;
    }

    /** Whether a new token can be obtained without a person where this is stored, or nothing. */
    boolean canRenew(@Nullable TokenRecord stored);

    /**
     * Obtains a new token without a person, under the lease of its record. Blocks.
     *
     * @param stored the login whose token is to be replaced; null if missing
     * @param challenges those of the 401 that led here; empty if none did
     * @throws LoginRequiredException if only a person can help
     * @throws OAuthException if there is no token; nothing that is stored is lost
     */
    TokenRecord renew(GrantContext context, @Nullable TokenRecord stored, List<AuthChallenge> challenges)
            throws OAuthException;
}
