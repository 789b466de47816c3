package dev.safeconduct.client.internal.authentication;

import dev.safeconduct.client.internal.text.RandomText;
import dev.safeconduct.client.oauth.Grant;
import dev.safeconduct.spi.OAuthException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A JWT by which a client authenticates (RFC 7523 §2.2 and §3): what is in one of our own, and how any is sent. */
final class JwtAssertion {

    /** What a JWT has to be for, where that is not the issuer: some servers want the URL of their token endpoint. */
    static final String AUDIENCE = "client-assertion-audience";

    private static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    /** One request with a slow network; servers with a strict clock accept no longer one than this. */
    private static final Duration LIFETIME = Duration.ofMinutes(1);

    private JwtAssertion() {}

    /** Adds an assertion to a request. The client is named too, since not all servers take it from the assertion. */
    static void add(String assertion, AuthenticatingClient client, RequestParts request) {
        request.form().put(Grant.CLIENT_ID, client.information().clientId());
        request.form().put("client_assertion_type", TYPE);
        request.form().put("client_assertion", assertion);
    }

    /** The claims of an assertion of our own, of use once and for a minute. */
    static Map<String, Object> claims(AuthenticatingClient client, Instant now) throws OAuthException {
        String clientId = client.information().clientId();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", clientId);
        claims.put("sub", clientId);
        claims.put("aud", audience(client));
        claims.put("jti", RandomText.next());
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", now.plus(LIFETIME).getEpochSecond());
        return claims;
    }

    /** Whom an assertion has to be for: the configured one, else the issuer. */
    static String audience(AuthenticatingClient client) throws OAuthException {
        String configured = client.settings().setting(AUDIENCE);
        if (configured == null && client.issuer().isEmpty()) {
            throw new OAuthException("The client authentication method \""
                    + client.information().authMethod()
                    + "\" needs the issuer of the authorization server, which is not known here.");
        }
        return configured != null ? configured : client.issuer();
    }

    /**
     * By what to sign: the first of the client's that the authorization server takes.
     *
     * @param own in the order of preference, one at least
     * @throws OAuthException if it takes none of them
     */
    static String algorithm(List<String> own, AuthenticatingClient client) throws OAuthException {
        List<String> supported = own.size() > 1 ? client.algorithms().supported() : List.of();
        if (supported.isEmpty()) {
            return own.get(0);
        }
        for (String algorithm : own) {
            if (supported.contains(algorithm)) {
                return algorithm;
            }
        }
        throw new OAuthException(
                "The authorization server " + client.issuer() + " does not accept the signatures of this"
                        + " client ("
                        + String.join(", ", own) + "): its metadata lists others. Use a key of another kind.");
    }
}
