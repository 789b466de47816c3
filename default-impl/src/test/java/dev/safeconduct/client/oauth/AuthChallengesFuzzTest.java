package dev.safeconduct.client.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.internal.Fuzz;
import dev.safeconduct.spi.OAuthException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuthChallengesFuzzTest {

    private static final List<String> GOOD = List.of(
            "",
            "Bearer",
            "Bearer realm=\"https://as.example\", error=\"invalid_token\", error_description=\"it, \\\"the token\\\"\"",
            "Basic realm=\"simple\", Newauth realm=\"apps\", type=1, title=\"Login to \\\"apps\\\"\"",
            "Negotiate YWJj==, Bearer resource_metadata=https://api.example/meta?x=1, DPoP algs=\"ES256 PS256\"",
            "Digest,,,, Basic ,,realm=x , a = \"b\" c=\"d\"");

    private static final List<String> PIECES =
            List.of("\"", "\\", "=", "==", ",", " ", "\t", "\r\n ", "\\\"", "Bearer ", "realm=", "a=\"", "\0", "a=b,");

    @Test
    void t29_no_input_breaks_the_parser() {
        Fuzz.run(GOOD, PIECES, line -> {
            List<AuthChallenge> challenges = AuthChallenges.parse(List.of(line, line));
            assertThat(challenges.size()).isLessThanOrEqualTo(AuthChallenges.MAX_CHALLENGES);
            for (AuthChallenge challenge : challenges) {
                check(challenge);
            }
            try {
                check(AuthChallenges.parseOne(line));
            } catch (OAuthException e) {
                assertThat(AuthChallenges.parse(List.of(line))).isEmpty();
            }
        });
    }

    private static void check(AuthChallenge challenge) {
        boolean ours = challenge.scheme().matches("[!#$%&'*+.^_`|~0-9a-z-]++")
                && challenge.parameters().size() + challenge.duplicates().size() <= AuthChallenges.MAX_PARAMETERS
                && challenge.parameters().entrySet().stream().allMatch(AuthChallengesFuzzTest::isSound)
                && challenge.duplicates().stream().allMatch(AuthChallengesFuzzTest::isSound)
                && (challenge.issuer() == null || challenge.issuer().startsWith("http"))
                && (!challenge.isOAuthChallenge() || challenge.takesAccessToken());
        assertThat(ours).as(challenge.toString()).isTrue();
    }

    private static boolean isSound(Map.Entry<String, String> parameter) {
        String value = parameter.getValue();
        return parameter.getKey().matches("[!#$%&'*+.^_`|~0-9a-z-]++")
                && value.indexOf('\r') < 0
                && value.indexOf('\n') < 0
                && value.indexOf('\0') < 0;
    }
}
