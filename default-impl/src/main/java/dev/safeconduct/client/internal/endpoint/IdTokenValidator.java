package dev.safeconduct.client.internal.endpoint;

import dev.safeconduct.client.internal.authentication.SignedToken;
import dev.safeconduct.client.internal.log.EventLog;
import dev.safeconduct.client.internal.transport.EndpointPolicy;
import dev.safeconduct.client.internal.transport.Transport;
import dev.safeconduct.client.oauth.Token;
import dev.safeconduct.spi.OAuthException;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets no ID token into the store that is not the one of this login (OpenID Connect Core §3.1.3.7, §12.2). A token
 * without an ID token passes, for not every server is an OpenID provider. Safe for all threads.
 */
public final class IdTokenValidator {

    /** The optional dependency, as an error or a line of log names it. */
    public static final String LIBRARY = "com.auth0:java-jwt";

    /** A class of {@link #LIBRARY}, and one of what it needs. */
    private static final List<String> NEEDED =
            List.of("com.auth0.jwt.JWT", "com.fasterxml.jackson.databind.ObjectMapper");

    private static final Set<String> BY_SECRET = Set.of("HS256", "HS384", "HS512");

    private final KeySets keySets;
    private final Clock clock;
    private final EventLog log;

    public IdTokenValidator(Transport transport, Clock clock, EventLog log) {
        this.keySets = new KeySets(transport, clock);
        this.clock = clock;
        this.log = log;
    }

    /** Whether signatures can be verified here: programs that need no ID tokens may leave {@link #LIBRARY} out. */
    public static boolean canVerify() {
        try {
            for (String name : NEEDED) {
                Class.forName(name, false, IdTokenValidator.class.getClassLoader());
            }
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    /**
     * Validates the ID token that came with a login: issuer, claims, signature. May block for the issuer's keys.
     *
     * <p>What the login is for is the access token, which does not depend on the ID token. So one that speaks of an attack
     * fails the login; one that is merely odd is left out, with a warning, unless it is {@linkplain ExpectedIdToken#wanted
     * wanted} or the login's {@linkplain ExpectedIdToken#defense defense} (THREATS 86). Left out as well is one of another
     * issuer, as servers that log people in elsewhere may pass on; one that was not requested and is not valid; and any
     * where signatures {@linkplain #canVerify cannot be verified}.
     *
     * @return the token, with its ID token if that is valid
     * @throws OAuthException if the login has failed because of its ID token
     */
    public Token atLogin(Token answer, ExpectedIdToken expected, EndpointPolicy policy) throws OAuthException {
        String idToken = answer.idToken();
        if (idToken == null) {
            return answer;
        }
        try {
            String unverifiable = unverifiable(idToken, expected, policy);
            return unverifiable == null ? answer : without(answer, expected, unverifiable);
        } catch (OAuthException e) {
            if (expected.nonce() == null) {
                return without(answer, expected, "it was not requested and was not validated (" + e.getMessage() + ")");
            }
            if (e instanceof SuspiciousIdTokenException || expected.wanted() || expected.defense()) {
                throw e;
            }
            log.log(
                    EventLog.Level.WARN,
                    e.getMessage() + " The login stands without it."
                            + policy.remedies()
                                    .text("To ask for none, set", "scope", "<the scope of the server without openid>"));
            return answer.withIdToken(null);
        }
    }

    /**
     * Judges a stored ID token that is about to be used as a credential: nothing of a login's is left out but the nonce,
     * which the login has judged, and no time after its expiry is granted (THREATS 86). May block for the issuer's keys.
     *
     * @throws OAuthException if it is not valid, or that cannot be told
     */
    public void checkCredential(String compact, ExpectedIdToken expected, EndpointPolicy policy) throws OAuthException {
        if (!canVerify()) {
            throw new OAuthException(
                    "An ID token that is passed on has to be verified, and nothing here can do that. Add the dependency "
                            + LIBRARY + ".");
        }
        SignedToken idToken = SignedToken.parse(compact);
        if (!expected.isOfIssuer(idToken.claims())) {
            throw ExpectedIdToken.refused("is of another issuer than that of the login (iss)", "");
        }
        expected.checkCredential(idToken.claims(), clock.instant());
        if (!checkSignature(idToken, expected, policy)) {
            throw ExpectedIdToken.notSigned();
        }
    }

    /**
     * Why an ID token cannot be verified, for reasons that lie in the place and not in the token; null if it is valid.
     *
     * @throws OAuthException if it is not valid
     */
    private @Nullable String unverifiable(String compact, ExpectedIdToken expected, EndpointPolicy policy)
            throws OAuthException {
        @Nullable String reason;
        if (!canVerify()) {
            reason = "verifying it needs " + LIBRARY + " on the class path";
        } else {
            SignedToken idToken = SignedToken.parse(compact);
            if (expected.isOfIssuer(idToken.claims())) {
                expected.check(idToken.claims(), clock.instant());
                reason = checkSignature(idToken, expected, policy)
                        ? null
                        : "its issuer publishes no keys, and it came over plain http";
            } else {
                reason = "it is of another issuer."
                        + policy.remedies()
                                .text("If it is the same one by another name, set", "issuer-alias", "<that name>");
            }
        }
        if (reason != null && expected.defense()) {
            throw ExpectedIdToken.refused("was not verified, and nothing else protects this login: " + reason, "");
        }
        return reason;
    }

    /**
     * Checks an ID token that came with a refresh against the one of the login. Never blocks and needs no key: it came
     * straight from the token endpoint of the login. One that does not fit is left out and does not fail the login; the
     * one that is stored stays.
     *
     * @param ofLogin the stored ID token; null if missing, which is then left so
     * @return the token, with its ID token if that may take the place of the login's
     */
    public Token atRefresh(Token answer, @Nullable String ofLogin, String clientId, String issuer) {
        if (answer.idToken() == null) {
            return answer;
        }
        if (ofLogin == null) {
            return answer.withIdToken(null);
        }
        try {
            ExpectedIdToken.checkRefreshed(
                    SignedToken.parse(answer.idToken()).claims(),
                    SignedToken.parse(ofLogin).claims(),
                    clientId,
                    clock.instant());
            return answer;
        } catch (OAuthException e) {
            log.log(
                    EventLog.Level.WARN,
                    "The login at " + issuer + " was refreshed; the ID token of the login is kept: " + e.getMessage());
            return answer.withIdToken(null);
        }
    }

    /**
     * RFC 8725 §3.1, §3.2: which keys count is not for the token to say. Where the issuer has no keys to show, the TLS
     * connection to it stands for the signature (OpenID Connect Core §3.1.3.7 point 6).
     *
     * @return false if nothing vouches for the token, and nothing could
     * @throws OAuthException if the signature is not the issuer's, or the keys are unavailable
     */
    private boolean checkSignature(SignedToken idToken, ExpectedIdToken expected, EndpointPolicy policy)
            throws OAuthException {
        String algorithm = idToken.algorithm();
        if (algorithm == null
                || algorithm.equalsIgnoreCase("none")
                || idToken.header().containsKey("crit")) {
            throw ExpectedIdToken.notSigned();
        }
        String secret = expected.clientSecret();
        URI jwksUri = expected.jwksUri();
        if (secret != null && BY_SECRET.contains(algorithm)) {
            if (!Signatures.isSigned(idToken, secret)) {
                throw ExpectedIdToken.forged();
            }
            return true;
        }
        if (jwksUri == null) {
            return expected.direct();
        }
        switch (keySets.judge(idToken, jwksUri, policy)) {
            case FORGED -> throw ExpectedIdToken.forged();
            case NO_KEY -> throw ExpectedIdToken.notSigned();
            case SIGNED -> {}
        }
        return true;
    }

    private Token without(Token answer, ExpectedIdToken expected, String reason) {
        log.log(EventLog.Level.INFO, "The ID token of " + expected.issuers() + " is not kept: " + reason + ".");
        return answer.withIdToken(null);
    }
}
