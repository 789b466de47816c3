package dev.safeconduct.client.internal.endpoint;

import dev.safeconduct.client.internal.text.IssuerTemplate;
import dev.safeconduct.client.oauth.IdTokenClaims;
import dev.safeconduct.spi.MetadataException;
import dev.safeconduct.spi.OAuthException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the ID token of a login has to be, and the judge of its claims (OpenID Connect Core §3.1.3.7). No network, no
 * state. Holds a secret: {@link #toString} shows the issuer and the client id only.
 *
 * @param issuers the issuer as its own metadata writes it, and a configured alias if there is one; compared as strings,
 *     without any tolerance but for the placeholders of a configured template (THREATS 90)
 * @param clientId the client that logged in
 * @param clientSecret its secret, or null
 * @param nonce what the authorization request sent, or null if it did not ask for an ID token
 * @param jwksUri where the issuer's keys are, or null if it publishes none
 * @param direct whether the token came straight from the issuer: over TLS, or from this machine
 * @param wanted whether a setting asks for it, so that a login without a valid one is of no use
 * @param defense whether it alone ties the response to this login: the metadata has no S256, and the response did not say
 *     who sent it
 */
public record ExpectedIdToken(
        Set<String> issuers,
        String clientId,
        @Nullable String clientSecret,
        @Nullable String nonce,
        @Nullable URI jwksUri,
        boolean direct,
        boolean wanted,
        boolean defense) {

    /**
     * How far clocks may differ. Generous: what ties the token to this login is the nonce, and a stricter rule would only
     * lock out machines whose clock is wrong.
     */
    static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    private static final String TELL = " Tell the operator of the server.";

    private static final String AGAIN =
            " Log in again; if that repeats, the login may be under attack: tell the operator of the server.";

    public ExpectedIdToken {
        issuers = Set.copyOf(issuers);
    }

    /** Whether the token is of this issuer at all. Some servers pass on the one that they got themselves elsewhere. */
    boolean isOfIssuer(IdTokenClaims claims) throws MetadataException {
        String issuer = claims.issuer();
        return issuer != null && issuers.stream().anyMatch(known -> IssuerTemplate.matches(known, issuer));
    }

    /**
     * Judges everything but issuer and signature: {@code aud}, {@code azp}, {@code exp}, {@code iat}, {@code nbf},
     * {@code sub}, {@code nonce}. {@code at_hash}, {@code acr} and {@code auth_time} are not looked at: nothing was asked
     * of them. What speaks of an attack is looked at first.
     *
     * @throws SuspiciousIdTokenException if it is meant for another client or of another login
     * @throws OAuthException if a claim is not as it has to be otherwise; the message quotes none
     */
    void check(IdTokenClaims claims, Instant now) throws OAuthException {
        checkFor(clientId, claims, AGAIN);
        if (claims.nonce() != null && !claims.nonce().equals(nonce)) {
            throw suspicious("does not belong to this login (nonce)", AGAIN);
        }
        if (nonce != null && claims.nonce() == null) {
            throw refused("does not say to which login it belongs (nonce)", TELL);
        }
        checkParty(clientId, claims);
        checkTimes(claims, now);
        if (claims.subject() == null) {
            throw refused("does not say who logged in (sub)", TELL);
        }
    }

    /**
     * The same for one that was judged at its login and is about to be used as a credential, where an expired one is of no
     * use.
     *
     * @throws OAuthException if a claim is not as it has to be; the message quotes none
     */
    void checkCredential(IdTokenClaims claims, Instant now) throws OAuthException {
        checkFor(clientId, claims, "");
        checkParty(clientId, claims);
        checkTimes(claims, now);
        Instant end = claims.expiresAt();
        if (end == null || !now.isBefore(end)) {
            throw refused("has expired (exp)", "");
        }
        if (claims.subject() == null) {
            throw refused("does not say who logged in (sub)", TELL);
        }
    }

    /**
     * Judges an ID token that came with a refresh (OpenID Connect Core §12.2): the same person at the same issuer.
     *
     * @param login the claims of the login's ID token
     * @throws OAuthException if it is not fit to take the place of the login's; the message quotes no claim
     */
    static void checkRefreshed(IdTokenClaims claims, IdTokenClaims login, String clientId, Instant now)
            throws OAuthException {
        if (login.issuer() == null || !Objects.equals(claims.issuer(), login.issuer())) {
            throw refused("is of another issuer than that of the login (iss)", "");
        }
        if (login.subject() == null || !Objects.equals(claims.subject(), login.subject())) {
            throw refused("is about another user than the one who logged in (sub)", "");
        }
        checkFor(clientId, claims, "");
        checkParty(clientId, claims);
        checkTimes(claims, now);
        if (claims.nonce() != null && !claims.nonce().equals(login.nonce())) {
            throw refused("belongs to another login (nonce)", "");
        }
    }

    private static void checkFor(String clientId, IdTokenClaims claims, String remedy) throws OAuthException {
        if (!claims.audience().contains(clientId)) {
            throw suspicious("is meant for another client (aud)", remedy);
        }
        String party = claims.authorizedParty();
        if (party != null && !party.equals(clientId)) {
            throw suspicious("was not issued to this client (azp)", remedy);
        }
    }

    private static void checkParty(String clientId, IdTokenClaims claims) throws OAuthException {
        if (claims.authorizedParty() == null && !claims.audience().equals(List.of(clientId))) {
            throw refused("does not say to which of its audiences it was issued (azp)", TELL);
        }
    }

    private static void checkTimes(IdTokenClaims claims, Instant now) throws OAuthException {
        Instant end = claims.expiresAt();
        Instant issued = claims.issuedAt();
        Instant begin = claims.notBefore();
        if (end == null || issued == null) {
            throw refused("does not say how long it is good for (exp, iat)", TELL);
        }
        if (!now.minus(CLOCK_SKEW).isBefore(end)) {
            throw refused("has expired already (exp)", clocks());
        }
        if (now.plus(CLOCK_SKEW).isBefore(issued)
                || (begin != null && now.plus(CLOCK_SKEW).isBefore(begin))) {
            throw refused("is from the future (iat, nbf)", clocks());
        }
    }

    private static String clocks() {
        return " The clocks of this machine and of the server differ by more than " + CLOCK_SKEW.toMinutes()
                + " min: set the clock of this machine.";
    }

    /** An error about an ID token. */
    static OAuthException refused(String what, String remedy) {
        return new OAuthException(message(what, remedy));
    }

    private static SuspiciousIdTokenException suspicious(String what, String remedy) {
        return new SuspiciousIdTokenException(message(what, remedy));
    }

    private static String message(String what, String remedy) {
        return "The ID token of the authorization server " + what + ", so it was discarded." + remedy;
    }

    /** The error for a signature that no known key can have made. */
    static OAuthException notSigned() {
        return refused("is not signed with any of its keys", TELL);
    }

    /** The error for a signature that the key did not make which should have. */
    static OAuthException forged() {
        return suspicious("is not signed with any of its keys", AGAIN);
    }

    @Override
    public String toString() {
        return "ExpectedIdToken" + issuers + "[" + clientId + "]";
    }
}
