package dev.safeconduct.client.internal.authentication;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/** Reads private keys as PEM in PKCS#8 (RFC 7468 §10), and says of other forms how to convert them. */
final class PemKey {

    private static final String BEGIN = "-----BEGIN ";
    private static final String LABEL = "PRIVATE KEY";
    private static final String CONVERT = "openssl pkcs8 -topk8 -nocrypt -in <old file> -out <new file>";

    private static final String DAMAGED = "is a damaged PEM file: make it again";

    private PemKey() {}

    /**
     * The key.
     *
     * @throws IllegalArgumentException as {@link ClientKey#read}
     */
    static PrivateKey read(String text) {
        String first = BEGIN + LABEL + "-----";
        int start = text.indexOf(first);
        int end = text.indexOf("-----END " + LABEL + "-----", start + first.length());
        if (start < 0 || end < 0) {
            throw new IllegalArgumentException(complaint(text));
        }
        byte[] der;
        try {
            der = Base64.getMimeDecoder().decode(text.substring(start + first.length(), end));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(DAMAGED); // the cause quotes it
        }
        for (String algorithm : List.of("RSA", "EC", "Ed25519", "RSASSA-PSS")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (GeneralSecurityException e) {
                // A key of another kind.
            }
        }
        throw new IllegalArgumentException(
                "is a key of a kind that is not supported, or damaged: use RSA, P-256, P-384," + " P-521 or Ed25519");
    }

    private static String complaint(String text) {
        if (text.contains(BEGIN + "ENCRYPTED PRIVATE KEY")) {
            return "is encrypted, and nothing here has its password. Decrypt it: " + CONVERT;
        }
        if (text.contains(BEGIN + "OPENSSH PRIVATE KEY")) {
            return "is in the format of OpenSSH, not PKCS#8. Convert it: ssh-keygen -p -m PKCS8 -f <file>";
        }
        if (text.contains(BEGIN + LABEL)) {
            return DAMAGED;
        }
        if (text.contains(" PRIVATE KEY-----")) {
            return "is in an older format (PKCS#1 or SEC 1), not PKCS#8. Convert it: " + CONVERT;
        }
        if (text.contains(BEGIN)) {
            return "is PEM without a private key, which begins with -----BEGIN PRIVATE KEY-----";
        }
        return "is neither PEM (PKCS#8) nor a JWK: set it to ${file:<path of the key>}";
    }
}
