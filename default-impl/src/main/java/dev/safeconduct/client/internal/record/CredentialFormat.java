package dev.safeconduct.client.internal.record;

import dev.safeconduct.client.oauth.OAuthJson;
import dev.safeconduct.spi.OAuthException;
import java.util.Map;

/** To which issuer a configured credential is sent, as JSON. */
final class CredentialFormat {

    private static final String ISSUER = "issuer_url";

    private CredentialFormat() {}

    static byte[] write(String issuer) {
        return OAuthJson.write(Map.<String, Object>of(ISSUER, issuer, "safeconduct_version", 1));
    }

    static String read(byte[] bytes) throws OAuthException {
        if (OAuthJson.parseObject(bytes, "stored use of a credential").get(ISSUER) instanceof String issuer) {
            return issuer;
        }
        throw new OAuthException("The stored use of a credential names no issuer.");
    }
}
