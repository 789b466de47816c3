package dev.safeconduct.client.internal.grant;

import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.oauth.AuthChallenge;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What there is to make a new token of.
 *
 * @param stored the login whose token is to be replaced; null if missing
 * @param challenges those of the 401 that led here; empty if none did
 * @param source the login of another server that is passed on; null where none is configured
 */
public record RenewalBasis(
        @Nullable TokenRecord stored, List<AuthChallenge> challenges, @Nullable PassedOnLogin source) {}
