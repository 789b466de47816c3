package dev.safeconduct.client.internal.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.internal.transport.HttpResult;
import dev.safeconduct.client.oauth.ErrorResponseException;
import dev.safeconduct.client.oauth.Token;
import dev.safeconduct.spi.OAuthException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Token responses as real servers send them. */
class EndpointResponsesTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static Token token(int status, String body) throws OAuthException {
        return token(status, body, false);
    }

    private static Token token(int status, String body, boolean bound) throws OAuthException {
        HttpHeaders headers = HttpHeaders.of(Map.of(), (name, value) -> true);
        return EndpointResponses.token(
                new HttpResult(status, headers, body.getBytes(StandardCharsets.UTF_8)),
                "token endpoint",
                SentSecrets.NONE,
                NOW,
                bound);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3600          | 3600",
                "\"3600\"      | 3600",
                "\" 60 \"      | 60",
                "59.9          | 59",
                "0             |",
                "-1            |",
                "null          |",
                "\"soon\"      |",
                "[]            |",
                "1000000000000 | 315360000",
                "1e300         | 315360000",
                "\"1e999999999\" | 315360000",
                "\"1e-999999999\" |",
                "\"-1e999999999\" |",
                "0.5           |",
                "\"NaN\"       |",
                "\"-Infinity\" |",
                "\"0x10\"      |",
                "true          |",
                "{}            |",
            })
    void t56_a_lifetime_is_taken_as_servers_write_it(String expiresIn, Long seconds) throws Exception {
        Token token = token(200, "{\"access_token\":\"x\",\"expires_in\":" + expiresIn + "}");
        assertThat(token.expiresAt()).isEqualTo(seconds == null ? null : NOW.plusSeconds(seconds));
    }

    @Test
    void a_lifetime_of_absurd_length_is_none() throws Exception {
        String digits = "9".repeat(100_000);
        assertThat(token(200, "{\"access_token\":\"x\",\"expires_in\":\"" + digits + "\"}")
                        .expiresAt())
                .isNull();
    }

    @Test
    void members_that_we_do_not_know_are_no_reason_to_refuse() throws Exception {
        Token token = token(
                200,
                "\ufeff{\"x\":{\"y\":[1,null,{}]},\"access_token\":\"x\",\"refresh_token\":\"\",\"scope\":[\"a\"],\"z\":1.5}");
        assertThat(token.accessToken()).isEqualTo("x");
        assertThat(token.refreshToken()).isNull();
        assertThat(token.scope()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"token_type\":\"Bearer\"", ",\"token_type\":\"BEARER\"", ",\"token_type\":null"})
    void t16_the_type_is_compared_without_case_and_may_be_absent(String type) throws Exception {
        assertThat(token(200, "{\"access_token\":\"x\"" + type + "}").tokenType())
                .isEqualTo("Bearer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"user", "BearerToken", "Bearer ", " bearer", "token", "urn:vendor:bearer"})
    void t16_a_word_of_the_vendor_means_bearer(String type) throws Exception {
        assertThat(token(200, "{\"access_token\":\"x\",\"token_type\":\"" + type + "\"}")
                        .tokenType())
                .isEqualTo("Bearer");
    }

    @Test
    void t66_what_is_no_name_of_a_type_is_not_shown() {
        assertThatThrownBy(() -> token(200, "access_token=x&token_type=bss_token=canary&cnf=x"))
                .hasMessageContaining("type that is not supported: (not a name).")
                .hasMessageNotContaining("canary");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"cnf\":{\"jkt\":\"x\"}", "\"key\":\"x\""})
    void t16_a_word_of_the_vendor_for_a_token_that_is_bound_to_a_key_is_refused(String binding) {
        assertThatThrownBy(() -> token(200, "{\"access_token\":\"x\",\"token_type\":\"user\"," + binding + "}"))
                .hasMessageContaining("type that is not supported: user");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"mac\"", "\"N_A\"", "\"DPoP\"", "\"PoP\"", "7"})
    void t16_another_type_is_refused(String type) {
        assertThatThrownBy(() -> token(200, "{\"access_token\":\"secret\",\"token_type\":" + type + "}"))
                .isInstanceOf(OAuthException.class)
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"token_type\":\"DPoP\"", "\"token_type\":\"dpop\""})
    void token_that_was_asked_for_with_a_proof_is_bound(String type) throws Exception {
        assertThat(token(200, "{\"access_token\":\"x\"," + type + "}", true).tokenType())
                .isEqualTo("DPoP");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"token_type\":\"Bearer\",", "\"token_type\":\"bearer\",", "\"token_type\":\"user\","})
    void t94_token_that_was_asked_for_with_a_proof_and_is_not_bound_is_refused(String type) {
        assertThatThrownBy(() -> token(200, "{" + type + "\"access_token\":\"secret\"}", true))
                .isInstanceOf(OAuthException.class)
                .hasMessageContaining("bound to a key (DPoP)")
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\r\\nX: 1", "a\\u0000", "a b", "\\u00e4", "a\\u007f"})
    void t15_a_token_that_is_no_header_value_is_refused_and_not_repeated(String value) {
        assertThatThrownBy(() -> token(200, "{\"access_token\":\"canary" + value + "\"}"))
                .isInstanceOf(OAuthException.class)
                .hasMessageNotContaining("canary");
    }

    @Test
    void t15_a_token_that_is_too_long_is_refused() throws Exception {
        assertThat(token(200, "{\"access_token\":\"" + "x".repeat(16 * 1024) + "\"}"))
                .isNotNull();
        assertThatThrownBy(() -> token(200, "{\"access_token\":\"" + "x".repeat(16 * 1024 + 1) + "\"}"))
                .isInstanceOf(OAuthException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 400, 401})
    void an_error_member_decides_whatever_the_status(int status) {
        assertThatThrownBy(() -> token(status, "{\"error\":\"invalid_grant\",\"access_token\":\"x\"}"))
                .isInstanceOfSatisfying(ErrorResponseException.class, e -> {
                    assertThat(e.error()).isEqualTo("invalid_grant");
                    assertThat(e.isTransient()).isFalse();
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "null", "false"})
    void an_error_that_is_empty_is_no_error(String error) throws Exception {
        assertThat(token(200, "{\"access_token\":\"x\",\"error\":" + error + "}")
                        .accessToken())
                .isEqualTo("x");
    }

    @Test
    void an_error_without_a_code_is_refused() {
        assertThatThrownBy(() -> token(200, "{\"access_token\":\"x\",\"error\":{\"message\":\"no\"}}"))
                .hasMessageContaining("an error that has no code");
        assertThatThrownBy(() -> token(403, "{\"error\":{\"message\":\"no\"}}")).isInstanceOf(StatusException.class);
    }

    @Test
    void form_encoding_is_read_whatever_its_label() throws Exception {
        Token token = token(200, "access_token=a%2Bb&token_type=bearer&expires_in=60&refresh_token=r&scope=a+b\n");
        assertThat(token).isEqualTo(new Token("a+b", "Bearer", "r", NOW, NOW.plusSeconds(60), "a b", null));
        assertThatThrownBy(() -> token(200, "error=bad_verification_code&error_description=The+code+is+wrong"))
                .isInstanceOfSatisfying(ErrorResponseException.class, e -> {
                    assertThat(e.error()).isEqualTo("bad_verification_code");
                    assertThat(e.description()).isEqualTo("The code is wrong");
                });
    }

    @Test
    void form_encoding_has_each_name_once_and_not_too_many() {
        assertThatThrownBy(() -> token(200, "access_token=a&access_token=b")).isInstanceOf(OAuthException.class);
        assertThatThrownBy(() -> token(200, "access_token=%zz")).isInstanceOf(OAuthException.class);
        assertThatThrownBy(() -> token(200, "[access_token=a")).isInstanceOf(OAuthException.class);
        StringBuilder many = new StringBuilder("access_token=a");
        for (int i = 0; i < 64; i++) {
            many.append("&p").append(i).append("=1");
        }
        assertThatThrownBy(() -> token(200, many.toString())).isInstanceOf(OAuthException.class);
    }

    @Test
    void lifetime_takes_precedence_over_a_time_by_the_clock_of_the_server() throws Exception {
        String skewed = "\"expires_at\":\"2025-12-31T23:00:00Z\"}";
        assertThat(token(200, "{\"access_token\":\"x\",\"expires_in\":3600," + skewed)
                        .expiresAt())
                .isEqualTo(NOW.plusSeconds(3600));
        assertThat(token(200, "{\"access_token\":\"x\"," + skewed).expiresAt()).isEqualTo(NOW.minusSeconds(3600));
    }

    @ParameterizedTest
    @CsvSource({"500,true", "503,true", "429,true", "404,false", "400,false"})
    void t51_what_may_pass_is_told_from_what_will_not(int status, boolean passes) {
        assertThatThrownBy(() -> token(status, "<html>"))
                .isInstanceOfSatisfying(
                        OAuthException.class, e -> assertThat(e.isTransient()).isEqualTo(passes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "\"x\"", "{", "{\"access_token\":7}", "{}", "{\"a\":1,\"a\":2}"})
    void what_is_no_token_response_is_refused(String body) {
        assertThatThrownBy(() -> token(200, body)).isInstanceOf(OAuthException.class);
    }
}
