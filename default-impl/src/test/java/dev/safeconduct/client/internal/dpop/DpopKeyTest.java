package dev.safeconduct.client.internal.dpop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.interfaces.DecodedJWT;
import java.math.BigInteger;
import java.net.URI;
import java.security.AlgorithmParameters;
import java.security.KeyFactory;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DpopKeyTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.9Z");

    /** That of the example proofs of RFC 9449 §4.1, whose thumbprint is in its §6.1; the private part is not published. */
    private static final Map<String, String> OF_THE_RFC = Map.of(
            "kty", "EC",
            "crv", "P-256",
            "x", "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs",
            "y", "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA",
            "d", "AQ");

    private final DpopKey key = DpopKey.generate();

    private DecodedJWT proof(String target, String nonce, String accessToken) {
        return JWT.decode(
                key.proofs(Clock.fixed(NOW, ZoneOffset.UTC)).proof("GET", URI.create(target), nonce, accessToken));
    }

    @Test
    void proof_has_what_the_rfc_demands_and_verifies_with_the_key_in_it() throws Exception {
        DecodedJWT proof = proof("https://api.example/mcp", "n-1", "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU");

        Map<String, Object> jwk = proof.getHeaderClaim("jwk").asMap();
        assertThat(proof.getType()).isEqualTo("dpop+jwt");
        assertThat(jwk).containsOnlyKeys("kty", "crv", "x", "y");
        Algorithm.ECDSA256(publicKey(jwk), null).verify(proof);
        assertThat(proof.getClaim("htm").asString()).isEqualTo("GET");
        assertThat(proof.getClaim("htu").asString()).isEqualTo("https://api.example/mcp");
        assertThat(proof.getClaim("iat").asLong()).isEqualTo(NOW.getEpochSecond());
        assertThat(proof.getClaim("nonce").asString()).isEqualTo("n-1");
        assertThat(proof.getClaim("ath").asString())
                .as("RFC 9449 §7.1")
                .isEqualTo("fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo");
        assertThat(proof.getId())
                .hasSizeGreaterThan(20)
                .isNotEqualTo(proof("https://api.example/mcp", null, null).getId());
    }

    @Test
    void proof_of_a_token_request_has_no_hash_and_no_nonce_that_is_not_known() {
        assertThat(proof("https://as.example/token", null, null).getClaims())
                .containsOnlyKeys("jti", "htm", "htu", "iat");
    }

    @ParameterizedTest
    @CsvSource({
        "https://h/a?b=c#d, https://h/a",
        "https://h, https://h/",
        "https://h?b, https://h/",
        "HTTPS://H:443/A, https://h/A",
        "http://h:80/, http://h/",
        "https://h:8443/a%20b, https://h:8443/a%20b",
        "http://[::1]:81/a, http://[::1]:81/a"
    })
    void proof_names_the_target_in_the_form_that_servers_compare(String target, String named) {
        assertThat(proof(target, null, null).getClaim("htu").asString()).isEqualTo(named);
    }

    @Test
    void thumbprint_is_that_of_the_rfc() {
        assertThat(DpopKey.of(OF_THE_RFC).thumbprint()).isEqualTo("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
    }

    @Test
    void key_is_stored_and_read_again() {
        DpopKey read = DpopKey.of(key.toJwk());
        assertThat(read).isEqualTo(key).hasSameHashCodeAs(key);
        assertThat(read.thumbprint()).isEqualTo(key.thumbprint());
        assertThat(DpopKey.generate()).isNotEqualTo(key);
        assertThat(key.toString())
                .contains(key.thumbprint())
                .doesNotContain(key.toJwk().get("d").toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "y", "d"})
    void key_that_is_not_whole_is_refused(String missing) {
        Map<String, Object> jwk = key.toJwk();
        jwk.remove(missing);
        assertThatThrownBy(() -> DpopKey.of(jwk)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void damaged_key_is_refused_and_not_quoted() {
        Map<String, Object> jwk = key.toJwk();
        jwk.put("d", "canary!");
        assertThatThrownBy(() -> DpopKey.of(jwk))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("canary")
                .hasNoCause();
    }

    private static ECPublicKey publicKey(Map<String, Object> jwk) throws Exception {
        AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
        curve.init(new ECGenParameterSpec("secp256r1"));
        ECPoint point = new ECPoint(number(jwk.get("x")), number(jwk.get("y")));
        return (ECPublicKey) KeyFactory.getInstance("EC")
                .generatePublic(new ECPublicKeySpec(point, curve.getParameterSpec(ECParameterSpec.class)));
    }

    private static BigInteger number(Object text) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(text.toString()));
    }
}
