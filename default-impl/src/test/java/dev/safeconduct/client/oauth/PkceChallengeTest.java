package dev.safeconduct.client.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.OAuthClient;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PkceChallengeTest {

    @Test
    void the_example_of_rfc_7636_appendix_b() {
        PkceChallenge pkce = new PkceChallenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assertThat(pkce.codeChallenge()).isEqualTo("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        assertThat(pkce.codeChallengeMethod()).isEqualTo("S256");
    }

    @Test
    void verifiers_and_states_are_43_characters_and_never_the_same() {
        assertThat(Stream.generate(() -> PkceChallenge.generate().codeVerifier())
                        .limit(100)
                        .collect(Collectors.toSet()))
                .hasSize(100)
                .allMatch(verifier -> verifier.matches("[A-Za-z0-9_-]{43}"));
        assertThat(Stream.generate(OAuthClient::generateState).limit(100).collect(Collectors.toSet()))
                .hasSize(100)
                .allMatch(state -> state.matches("[A-Za-z0-9_-]{43}"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 42, 129})
    void a_verifier_of_another_length_is_refused(int length) {
        assertThatThrownBy(() -> new PkceChallenge("x".repeat(length))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void nothing_shows_a_verifier() {
        String secret = "canary" + " ".repeat(40);
        assertThatThrownBy(() -> new PkceChallenge(secret)).hasMessageNotContaining("canary");
        PkceChallenge pkce = new PkceChallenge("canary".repeat(8));
        assertThat(pkce.toString()).doesNotContain("canary");
    }
}
