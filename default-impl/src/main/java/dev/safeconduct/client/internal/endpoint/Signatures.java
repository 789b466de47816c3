package dev.safeconduct.client.internal.endpoint;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.JWTVerificationException;
import dev.safeconduct.client.internal.authentication.SignedToken;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;

/**
 * Verifies signatures (RFC 7515 §5.2): java-jwt, and the JDK for Ed25519, which java-jwt does not know. The only class
 * that uses java-jwt, which brings all of jackson-databind: it is loaded with the first signature to be verified, and
 * only if {@link IdTokenValidator#canVerify}.
 */
final class Signatures {

    private Signatures() {}

    /** Whether a token is signed with this key, which {@linkplain JsonWebKey#fits fits} its algorithm. */
    static boolean isSigned(SignedToken token, PublicKey key) {
        return switch (String.valueOf(token.algorithm())) {
            case "RS256" -> isSigned(token, Algorithm.RSA256((RSAPublicKey) key, null));
            case "RS384" -> isSigned(token, Algorithm.RSA384((RSAPublicKey) key, null));
            case "RS512" -> isSigned(token, Algorithm.RSA512((RSAPublicKey) key, null));
            case "PS256" -> isSigned(token, Algorithm.RSA256PSS((RSAPublicKey) key, null));
            case "PS384" -> isSigned(token, Algorithm.RSA384PSS((RSAPublicKey) key, null));
            case "PS512" -> isSigned(token, Algorithm.RSA512PSS((RSAPublicKey) key, null));
            case "ES256" -> isSigned(token, Algorithm.ECDSA256((ECPublicKey) key, null));
            case "ES384" -> isSigned(token, Algorithm.ECDSA384((ECPublicKey) key, null));
            case "ES512" -> isSigned(token, Algorithm.ECDSA512((ECPublicKey) key, null));
            case "EdDSA", "Ed25519" -> isSignedWithEd25519(token, key);
            default -> false;
        };
    }

    /** Whether a token is signed with the secret of the client (OpenID Connect Core §3.1.3.7 point 8). */
    static boolean isSigned(SignedToken token, String clientSecret) {
        return switch (String.valueOf(token.algorithm())) {
            case "HS256" -> isSigned(token, Algorithm.HMAC256(clientSecret));
            case "HS384" -> isSigned(token, Algorithm.HMAC384(clientSecret));
            case "HS512" -> isSigned(token, Algorithm.HMAC512(clientSecret));
            default -> false;
        };
    }

    private static boolean isSigned(SignedToken token, Algorithm algorithm) {
        try {
            algorithm.verify(JWT.decode(token.text()));
            return true;
        } catch (JWTVerificationException e) {
            return false;
        }
    }

    private static boolean isSignedWithEd25519(SignedToken token, PublicKey key) {
        String text = token.text();
        int dot = text.lastIndexOf('.');
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(key);
            signature.update(text.substring(0, dot).getBytes(StandardCharsets.US_ASCII));
            return signature.verify(Base64.getUrlDecoder().decode(text.substring(dot + 1)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }
}
