package dev.safeconduct.client.internal.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.spi.AuthChallenge;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AuthChallengesTest {

    private static Arguments row(String line, AuthChallenge... expected) {
        return Arguments.of(line, List.of(expected));
    }

    private static AuthChallenge challenge(String scheme, String... parameters) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < parameters.length; i += 2) {
            map.put(parameters[i], parameters[i + 1]);
        }
        return new AuthChallenge(scheme, map, null);
    }

    static List<Arguments> lines() {
        return List.of(
                row("Bearer", challenge("bearer")),
                row("Bearer realm=\"x\"", challenge("bearer", "realm", "x")),
                row("BEARER Realm=x", challenge("bearer", "realm", "x")),
                row(
                        "Bearer error=\"invalid_token\", error_description=\"it, \\\"the token\\\"\"",
                        challenge("bearer", "error", "invalid_token", "error_description", "it, \"the token\"")),
                row(
                        "Basic realm=\"a\", Bearer realm=\"b\", scope=\"c d\"",
                        challenge("basic", "realm", "a"),
                        challenge("bearer", "realm", "b", "scope", "c d")),
                row("Digest,,, Basic ,,realm=x", challenge("digest"), challenge("basic", "realm", "x")),
                row(
                        "Negotiate YWJj==, Bearer",
                        new AuthChallenge("negotiate", Map.of(), "YWJj=="),
                        challenge("bearer")),
                row("Bearer a=\"1\" b=\"2\"", challenge("bearer", "a", "1", "b", "2")),
                row("Bearer a = \"1\" , b= 2", challenge("bearer", "a", "1", "b", "2")),
                row("Bearer, error=\"x\"", challenge("bearer", "error", "x")),
                row(
                        "Bearer resource_metadata=https://api.example/meta?x=1",
                        challenge("bearer", "resource_metadata", "https://api.example/meta?x=1")),
                row("Bearer a=1, a=2", challenge("bearer", "a", "1")),
                row("Basic realm=x, Bearer realm=\"unterminated", challenge("basic", "realm", "x")),
                row(" , "),
                row(""));
    }

    @ParameterizedTest
    @MethodSource("lines")
    void every_challenge_of_a_line_is_read(String line, List<AuthChallenge> expected) {
        assertThat(AuthChallenges.parse(List.of(line))).isEqualTo(expected);
    }

    @Test
    void challenges_of_all_lines_come_in_order() {
        assertThat(AuthChallenges.parse(List.of("Basic", "Bearer")))
                .extracting(AuthChallenge::scheme)
                .containsExactly("basic", "bearer");
    }

    @Test
    void a_token_is_no_answer_to_other_schemes_alone() {
        assertThat(AuthChallenges.mayTakeAccessToken(AuthChallenges.parse(List.of("Basic", "Negotiate"))))
                .isFalse();
        assertThat(AuthChallenges.mayTakeAccessToken(AuthChallenges.parse(List.of("Basic", "Bearer"))))
                .isTrue();
        assertThat(AuthChallenges.mayTakeAccessToken(List.of())).isTrue();
    }

    @Test
    void t29_no_input_breaks_the_parser() {
        Random random = new Random(29);
        String alphabet = "aB \t,=\"\\/:;\u00e4\u0000Bearer realm=\"x\"";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder line = new StringBuilder();
            for (int length = random.nextInt(60); length > 0; length--) {
                line.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            assertThat(AuthChallenges.parse(List.of(line.toString()))).isNotNull();
        }
        assertThat(AuthChallenges.parse(List.of("a=\"".repeat(1_000_000)))).hasSizeLessThan(10_000);
    }
}
