package dev.safeconduct.client.internal.authentication;

import java.security.PrivateKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.security.interfaces.RSAKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A private key by which a client authenticates. Immutable; {@link #toString} shows no secret.
 *
 * @param key the key
 * @param id {@code kid}, or null
 * @param algorithms what it signs with, the one that most servers take first
 */
record ClientKey(PrivateKey key, @Nullable String id, List<String> algorithms) {

    /** RFC 7518 §3.3. */
    private static final int LEAST_RSA_BITS = 2048;

    private static final List<String> RSA = List.of("RS256", "PS256", "RS384", "PS384", "RS512", "PS512");
    private static final List<String> RSA_PSS = List.of("PS256", "PS384", "PS512");

    /** {@code Ed25519} is what RFC 9864 calls the one curve of {@code EdDSA} that is used. */
    private static final List<String> ED25519 = List.of("EdDSA", "Ed25519");

    /**
     * The key as PEM (PKCS#8) or JWK.
     *
     * @throws IllegalArgumentException if it is not one; the message goes after the name of a setting, says what to do and
     *     quotes nothing of it
     */
    static ClientKey read(String text) {
        return text.stripLeading().startsWith("{") ? JwkPrivateKey.read(text) : of(PemKey.read(text), null, null);
    }

    /**
     * A key with what its kind can sign.
     *
     * @param algorithm the only one that it is for, or null
     */
    static ClientKey of(PrivateKey key, @Nullable String id, @Nullable String algorithm) {
        List<String> all = algorithms(key);
        if (algorithm == null) {
            return new ClientKey(key, id, all);
        }
        if (!all.contains(algorithm)) {
            throw new IllegalArgumentException("is a key that does not sign by the algorithm that it names in \"alg\":"
                    + " correct that, or leave it out");
        }
        return new ClientKey(key, id, List.of(algorithm));
    }

    private static List<String> algorithms(PrivateKey key) {
        if (key instanceof RSAKey rsa) {
            if (rsa.getModulus().bitLength() < LEAST_RSA_BITS) {
                throw new IllegalArgumentException("is an RSA key of less than 2048 bits: make a longer one");
            }
            return key.getAlgorithm().equals("RSASSA-PSS") ? RSA_PSS : RSA;
        }
        if (key instanceof ECKey ec) {
            return switch (ec.getParams().getOrder().bitLength()) {
                case 256 -> List.of("ES256");
                case 384 -> List.of("ES384");
                default -> List.of("ES512");
            };
        }
        if (key instanceof EdECKey ed && ed.getParams().getName().equals("Ed25519")) {
            return ED25519;
        }
        throw new IllegalArgumentException(
                "is a key of a kind that is not supported: use RSA, P-256, P-384, P-521 or" + " Ed25519");
    }

    /** The same key under another id. */
    ClientKey withId(String newId) {
        return new ClientKey(key, newId, algorithms);
    }

    @Override
    public String toString() {
        return "ClientKey[" + id + ", " + algorithms + "]";
    }
}
