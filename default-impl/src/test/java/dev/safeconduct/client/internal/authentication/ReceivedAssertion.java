package dev.safeconduct.client.internal.authentication;

import dev.safeconduct.client.oauth.OAuthJson;
import dev.safeconduct.spi.OAuthException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A client assertion as an authorization server sees it. */
public record ReceivedAssertion(
        String text, Map<String, @Nullable Object> header, Map<String, @Nullable Object> claims) {

    /** Reads one. */
    public static ReceivedAssertion of(String text) throws OAuthException {
        String[] parts = text.split("\\.", -1);
        return new ReceivedAssertion(text, json(parts[0]), json(parts[1]));
    }

    private static Map<String, @Nullable Object> json(String part) throws OAuthException {
        return OAuthJson.parseObject(Base64.getUrlDecoder().decode(part), "part");
    }

    /** Whether the key of this pair has signed it, by the algorithm of the header. */
    public boolean isSignedBy(PublicKey key) throws GeneralSecurityException {
        Signature signature =
                switch (String.valueOf(header.get("alg"))) {
                    case "RS256" -> Signature.getInstance("SHA256withRSA");
                    case "PS256" -> pss();
                    case "ES256" -> Signature.getInstance("SHA256withECDSAinP1363Format");
                    case "ES384" -> Signature.getInstance("SHA384withECDSAinP1363Format");
                    case "ES512" -> Signature.getInstance("SHA512withECDSAinP1363Format");
                    case "EdDSA", "Ed25519" -> Signature.getInstance("Ed25519");
                    default -> throw new GeneralSecurityException(String.valueOf(header.get("alg")));
                };
        signature.initVerify(key);
        int dot = text.lastIndexOf('.');
        signature.update(text.substring(0, dot).getBytes(StandardCharsets.US_ASCII));
        return signature.verify(Base64.getUrlDecoder().decode(text.substring(dot + 1)));
    }

    private static Signature pss() throws GeneralSecurityException {
        Signature signature = Signature.getInstance("RSASSA-PSS");
        signature.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
        return signature;
    }
}
