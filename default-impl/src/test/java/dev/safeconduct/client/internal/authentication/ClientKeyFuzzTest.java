package dev.safeconduct.client.internal.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.internal.Fuzz;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientKeyFuzzTest {

    private static final String CANARY = "k9CanaryCanaryCanary";

    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "\"",
            ":",
            ",",
            "=",
            "-----BEGIN PRIVATE KEY-----",
            "-----END PRIVATE KEY-----",
            "\n",
            "-----BEGIN RSA PRIVATE KEY-----",
            "ENCRYPTED ",
            "AAAA",
            "\"kty\":\"RSA\",",
            "null",
            "[",
            "\0");

    private static String pem() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
        return "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(key)
                + "\n-----END PRIVATE KEY-----\n";
    }

    @Test
    void no_key_breaks_its_reader_or_is_quoted() throws Exception {
        List<String> good = List.of(
                pem(),
                "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"1\",\"d\":\"" + CANARY + CANARY
                        + "aaa\",\"x\":\"a\",\"y\":\"b\"}",
                "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"d\":\"" + CANARY + CANARY + "aaa\"}",
                "{\"kty\":\"RSA\",\"n\":\"" + CANARY + "\",\"e\":\"AQAB\",\"d\":\"" + CANARY + "\"}");
        Fuzz.run(good, PIECES, text -> {
            try {
                assertThat(ClientKey.read(text).toString()).doesNotContain(CANARY);
            } catch (IllegalArgumentException e) {
                assertThat(e).hasNoCause().hasMessageNotContaining(CANARY);
            }
        });
    }
}
