package dev.safeconduct.client.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuthorizationTest {

    private static final URI TARGET = URI.create("https://api.example/mcp");

    private final DpopProofs proofs =
            (method, target, nonce, accessToken) -> method + " " + target + " " + nonce + " " + accessToken;

    private static Map<String, String> written(Authorization authorization) {
        Map<String, String> fields = new HashMap<>();
        authorization.writeTo(fields::put);
        return fields;
    }

    @Test
    void a_token_is_written_by_its_scheme() {
        assertThat(written(Authorization.bearer("t"))).isEqualTo(Map.of("Authorization", "Bearer t"));
        assertThat(written(Authorization.none())).isEmpty();
        assertThat(written(Authorization.dpop("t", proofs).forRequest("GET", () -> TARGET, "n")))
                .isEqualTo(Map.of("Authorization", "DPoP t", "DPoP", "GET https://api.example/mcp n t"));
    }

    @Test
    void one_carries_its_own_token_alone() {
        for (Authorization authorization :
                new Authorization[] {Authorization.bearer("token"), Authorization.dpop("token", proofs)}) {
            assertThat(authorization.carries("token")).isTrue();
            assertThat(authorization.carries("oken")).isFalse();
            assertThat(authorization.carries(" token")).isFalse();
            assertThat(authorization.carries("other")).isFalse();
            assertThat(authorization.carries("")).isFalse();
        }
        assertThat(Authorization.none().carries("")).isFalse();
    }

    @Test
    void two_are_equal_by_token_and_scheme() {
        assertThat(Authorization.bearer("t"))
                .isEqualTo(Authorization.bearer("t"))
                .hasSameHashCodeAs(Authorization.bearer("t"))
                .isNotEqualTo(Authorization.bearer("u"))
                .isNotEqualTo(Authorization.dpop("t", proofs))
                .isNotEqualTo(Authorization.none());
        assertThat(Authorization.dpop("t", proofs))
                .isEqualTo(Authorization.dpop("t", proofs).forRequest("GET", () -> TARGET, null));
    }
}
