package dev.safeconduct.client.internal.authentication;

import dev.safeconduct.client.internal.text.Remedies;
import dev.safeconduct.spi.OAuthException;
import java.security.GeneralSecurityException;
import java.util.List;

/** A JWT with the HMAC of the client's secret, which itself is not sent (OpenID Connect Core §9). */
final class ClientSecretJwt implements ClientAuthentication {

    private static final List<String> ALGORITHMS = List.of("HS256", "HS384", "HS512");

    @Override
    public String name() {
        return "client_secret_jwt";
    }

    @Override
    public boolean needsSecret() {
        return true;
    }

    @Override
    public void authenticate(AuthenticatingClient client, RequestParts request) throws OAuthException {
        String algorithm = JwtAssertion.algorithm(ALGORITHMS, client);
        try {
            String assertion = Jws.sign(algorithm, client.secret(), JwtAssertion.claims(client, request.time()));
            JwtAssertion.add(assertion, client, request);
        } catch (GeneralSecurityException e) {
            throw new OAuthException("This JVM cannot sign by " + algorithm + ".", e);
        }
    }

    @Override
    public String remedies(Remedies remedies) {
        return remedies.text("If the secret is wrong, set", "client-secret", "<secret>")
                + remedies.text(
                        "If the server wants another audience than its issuer, set",
                        JwtAssertion.AUDIENCE,
                        "<its token endpoint>");
    }
}
