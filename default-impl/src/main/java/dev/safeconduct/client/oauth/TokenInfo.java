package dev.safeconduct.client.oauth;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is stored of a token, without the token. Immutable; holds no secret.
 *
 * @param session the id of the session that it is for
 * @param server the server that it is for, as its URL was stored
 * @param issuer the authorization server that it is bound to; empty where another program has stored it without
 * @param user the user who logged in, as the issuer knows them ({@code sub} of the ID token), or null; unique at the
 *     issuer alone
 * @param account the same user as they are shown to people, or null
 * @param scope the scope that was granted, separated by blanks; null if the authorization server did not say
 * @param loggedInAt when the login was, which a refresh does not change
 * @param expiresAt when the access token expires, or null
 */
public record TokenInfo(
        String session,
        String server,
        String issuer,
        @Nullable String user,
        @Nullable String account,
        @Nullable String scope,
        Instant loggedInAt,
        @Nullable Instant expiresAt) {}
