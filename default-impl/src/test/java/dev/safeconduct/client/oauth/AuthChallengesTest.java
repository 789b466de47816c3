package dev.safeconduct.client.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.spi.OAuthException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
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
                row(
                        "Bearer a=1, a=2, b=3, A=\"4\"",
                        new AuthChallenge(
                                "bearer",
                                Map.of("a", "1", "b", "3"),
                                List.of(Map.entry("a", "2"), Map.entry("a", "4")),
                                null)),
                row("Bearer error=x, scope=, a=1", challenge("bearer", "error", "x", "a", "1")),
                row("Bearer scope=\"\", error=x", challenge("bearer", "scope", "", "error", "x")),
                row("Bearer a=\"x\r\n\0y\",\r\n\tb\r=\n1", challenge("bearer", "a", "x   y", "b", "1")),
                row("realm=\"x\", Basic", challenge("basic")),
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
    void t29_what_is_read_is_bounded() {
        String field = "Bearer " + "a=\"".repeat(400_000);
        assertThat(AuthChallenges.parse(List.of("Basic", field))).containsExactly(challenge("basic"));

        assertThat(AuthChallenges.parse(List.of("A,".repeat(10_000)))).hasSize(AuthChallenges.MAX_CHALLENGES);
        assertThat(AuthChallenges.parse(Collections.nCopies(100_000, "Basic"))).hasSize(AuthChallenges.MAX_CHALLENGES);

        AuthChallenge many = AuthChallenges.parse(List.of("Bearer a=1" + ",a=1,b=2".repeat(1_000) + ",c=3"))
                .get(0);
        assertThat(many.parameters().size() + many.duplicates().size()).isEqualTo(AuthChallenges.MAX_PARAMETERS);
    }

    @Test
    void t29_a_challenge_that_is_cut_is_dropped() {
        String url = "Bearer resource_metadata=https://api.example/";
        String fits = url + "x".repeat(AuthChallenges.MAX_LENGTH - url.length() - "Basic,".length());
        assertThat(AuthChallenges.parse(List.of("Basic," + fits)))
                .extracting(AuthChallenge::scheme)
                .containsExactly("basic", "bearer");
        assertThat(AuthChallenges.parse(List.of("Basic," + fits + "x"))).containsExactly(challenge("basic"));
        assertThat(AuthChallenges.parse(List.of("Basic ", fits))).hasSize(2);
        assertThat(AuthChallenges.parse(List.of("Basic  ", fits))).containsExactly(challenge("basic"));
    }

    /** The cases of the program that this library began as. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0000',
            value = {
                "Bearer | false |",
                "Bearer realm=\"https://auth.example.com\" | true | https://auth.example.com",
                "Bearer realm=\"https://auth.example.com\", scope=\"openid profile\" | true | https://auth.example.com",
                "Bearer realm=\"My Application\" | true |",
                "Bearer realm=\"\" | false |",
                "Bearer error=\"invalid_token\", error_description=\"The token has expired\" | false |",
                "Bearer resource_metadata=\"https://mcp.example.com/.well-known/x\" | true |",
                "Bearer issuer=\"https://issuer.example.com\" | true | https://issuer.example.com",
                "Bearer realm=\"https://r.example\", issuer=\"https://i.example\" | true | https://i.example",
                "Bearer realm=\"https://r.example\", issuer=\"somebody\" | true | https://r.example",
                "Basic realm=\"My App\" | false |",
                "Bearer realm=\"http://127.0.0.1:1/t\" | true | http://127.0.0.1:1/t",
                "Bearer realm=\"https://user@auth.example.com\" | true |",
                "Bearer realm=\"https://auth.example.com?a\" | true |",
                "Bearer realm=\"https://auth.example.com#a\" | true |",
                "Bearer realm=\"https://\" | true |",
                "Bearer realm=\"https://a b\" | true |",
                "Bearer realm=\"httpsx://auth.example.com\" | true |",
            })
    void issuer_and_kind_are_derived(String line, boolean isOAuth, String issuer) throws Exception {
        AuthChallenge challenge = AuthChallenges.parseOne(line);
        assertThat(challenge.isOAuthChallenge()).isEqualTo(isOAuth);
        assertThat(challenge.issuer()).isEqualTo(issuer);
    }

    @Test
    void one_line_gives_the_challenge_that_takes_a_token() throws Exception {
        AuthChallenge bearer =
                AuthChallenges.parseOne("Basic realm=a, Bearer error=invalid_token, error_description=\"It expired\"");
        assertThat(bearer.scheme()).isEqualTo("bearer");
        assertThat(bearer.error()).isEqualTo("invalid_token");
        assertThat(bearer.errorDescription()).isEqualTo("It expired");
        assertThat(AuthChallenges.parseOne("Basic realm=a, Negotiate").scheme()).isEqualTo("basic");
    }

    @ParameterizedTest
    @CsvSource({"'',is empty", "'  ',is empty", "'\"\"',no challenge that can be read", "'Bearer a=\"',no challenge"})
    void one_line_with_nothing_in_it_is_an_error(String line, String problem) {
        assertThatThrownBy(() -> AuthChallenges.parseOne(line))
                .isInstanceOf(OAuthException.class)
                .hasMessageContainingAll("The server's WWW-Authenticate field", problem, "the operator of the server");
    }

    @Test
    void parameters_are_a_map_in_their_order_that_cannot_be_changed() {
        Map<String, String> parameters = AuthChallenges.parse(List.of("Bearer realm=x, Error=y, own=z"))
                .get(0)
                .parameters();
        Map<String, String> expected = new LinkedHashMap<>();
        expected.put("realm", "x");
        expected.put("error", "y");
        expected.put("own", "z");
        assertThat(parameters).isEqualTo(expected).hasSameHashCodeAs(expected).containsExactlyEntriesOf(expected);
        assertThat(expected).isEqualTo(parameters);
        assertThat(parameters.get("scope")).isNull();
        assertThat(parameters).doesNotContainKey("scope").containsKey("own");

        assertThatThrownBy(() -> parameters.put("a", "b")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> parameters.remove("own")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(parameters::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> parameters.entrySet().iterator().next().setValue("b"))
                .isInstanceOf(UnsupportedOperationException.class);
    }
}
