package dev.safeconduct.client.internal.authentication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.oauth.OAuthJson;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientKeyTest {

    @ParameterizedTest
    @ValueSource(strings = {"ES256", "ES384", "ES512", "RS256", "PS256", "EdDSA", "Ed25519"})
    void a_key_signs_the_same_as_pem_and_as_jwk(String algorithm) throws Exception {
        KeyPair pair = PrivateKeys.generate(algorithm);
        Map<String, Object> jwk = PrivateKeys.jwk(pair.getPrivate());
        jwk.put("kid", "k1");
        ClientKey ofJwk = ClientKey.read(json(jwk));
        ClientKey ofPem = ClientKey.read("the key of our client\n" + PrivateKeys.pem(pair.getPrivate()));

        for (ClientKey key : List.of(ofJwk, ofPem)) {
            assertThat(key.algorithms()).contains(algorithm);
            String signed = Jws.sign(algorithm, key.id(), key.key(), Map.of("sub", "me"));
            ReceivedAssertion received = ReceivedAssertion.of(signed);
            assertThat(received.isSignedBy(pair.getPublic())).isTrue();
            assertThat(received.header().get("kid")).isEqualTo(key.id());
        }
        assertThat(ofJwk.id()).isEqualTo("k1");
        assertThat(ofPem.id()).isNull();
    }

    @Test
    void an_rsa_jwk_may_lack_its_primes_and_name_its_algorithm() throws Exception {
        KeyPair pair = PrivateKeys.generate("PS256");
        Map<String, Object> jwk = PrivateKeys.jwk(pair.getPrivate());
        List.of("p", "q", "dp", "dq", "qi").forEach(jwk::remove);
        jwk.put("alg", "PS256");

        ClientKey key = ClientKey.read(json(jwk));

        assertThat(key.algorithms()).containsExactly("PS256");
        String signed = Jws.sign("PS256", null, key.key(), Map.of());
        assertThat(ReceivedAssertion.of(signed).isSignedBy(pair.getPublic())).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "-----BEGIN RSA PRIVATE KEY-----CANARY, openssl pkcs8 -topk8 -nocrypt -in",
        "-----BEGIN EC PARAMETERS-----x -----BEGIN EC PRIVATE KEY-----CANARY, openssl pkcs8 -topk8 -nocrypt -in",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----CANARY, is encrypted",
        "-----BEGIN OPENSSH PRIVATE KEY-----CANARY, ssh-keygen -p -m PKCS8",
        "-----BEGIN CERTIFICATE-----CANARY, is PEM without a private key",
        "-----BEGIN PUBLIC KEY-----CANARY, is PEM without a private key",
        "-----BEGIN PRIVATE KEY-----CANARY-----END PRIVATE KEY-----, or damaged",
        "-----BEGIN PRIVATE KEY-----CANARY, is a damaged PEM file",
        "CANARY, is neither PEM (PKCS#8) nor a JWK",
        "'{\"kty\":\"CANARY\",\"d\":\"x\"}', of a kind that is not supported",
        "'{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"CANARY\"}', is a public key",
        "'{\"keys\":[{\"kty\":\"CANARY\"}]}', is a set of keys",
        "'{\"kty\":\"EC\",\"crv\":\"CANARY\",\"d\":\"!\"}', is a JWK that is damaged",
        "'{CANARY', is a damaged JWK",
    })
    void what_is_not_a_key_is_told_with_its_remedy_and_not_quoted(String text, String remark) {
        assertThatThrownBy(() -> ClientKey.read(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .hasMessageContaining(remark)
                .hasMessageNotContaining("CANARY");
    }

    @Test
    void a_short_rsa_key_is_refused() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);
        String pem = PrivateKeys.pem(generator.generateKeyPair().getPrivate());

        assertThatThrownBy(() -> ClientKey.read(pem)).hasMessageContaining("less than 2048 bits");
    }

    @Test
    void a_jwk_that_names_another_algorithm_than_its_own_is_refused() throws Exception {
        Map<String, Object> jwk = PrivateKeys.jwk(PrivateKeys.generate("ES256").getPrivate());
        jwk.put("alg", "RS256");

        assertThatThrownBy(() -> ClientKey.read(json(jwk))).hasMessageContaining("\"alg\"");
    }

    private static String json(Map<String, Object> members) {
        return new String(OAuthJson.write(members), StandardCharsets.UTF_8);
    }
}
