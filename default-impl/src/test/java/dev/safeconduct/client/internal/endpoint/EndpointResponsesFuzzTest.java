package dev.safeconduct.client.internal.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.internal.Fuzz;
import dev.safeconduct.client.internal.authentication.SignedToken;
import dev.safeconduct.client.internal.transport.HttpResult;
import dev.safeconduct.client.oauth.OAuthJson;
import dev.safeconduct.client.oauth.Token;
import dev.safeconduct.spi.OAuthException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What an authorization server writes: responses of its endpoints, ID tokens. */
class EndpointResponsesFuzzTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String CANARY = "k9Canary";

    /** Where a change has made the token the name of its own type, a message shows it. */
    private static final Pattern NAMED_AS_TYPE = Pattern.compile("token_type\\W+[-._:\\p{Alnum}]*" + CANARY);

    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "\"",
            "\\",
            ":",
            ",",
            "&",
            "=",
            "%",
            "%zz",
            "+",
            "null",
            "-1",
            "1e999999999",
            "[[[[",
            "error=",
            "\"error\":\"x\",",
            "Bearer",
            "DPoP",
            "\0",
            "\r\n",
            "0".repeat(400));

    private static HttpResult result(int status, String body) {
        return new HttpResult(
                status, HttpHeaders.of(Map.of(), (name, value) -> true), body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void no_token_response_breaks_the_client_or_is_quoted() {
        List<String> good = List.of(
                "{\"access_token\":\"" + CANARY + "\",\"token_type\":\"Bearer\",\"expires_in\":3600,\"scope\":\"a b\"}",
                "access_token=" + CANARY + "&token_type=bearer&expires_in=60&refresh_token=r",
                "{\"error\":\"invalid_grant\",\"error_description\":\"the code is over\"}",
                "<html>" + CANARY + "</html>");
        Fuzz.run(good, PIECES, body -> {
            for (boolean bound : new boolean[] {false, true}) {
                try {
                    Token token =
                            EndpointResponses.token(result(200, body), "token endpoint", SentSecrets.NONE, NOW, bound);
                    assertThat(token.tokenType()).isIn(bound ? List.of("DPoP") : List.of("Bearer"));
                    assertThat(token.accessToken()).matches("[\\x21-\\x7e]{1,16384}");
                } catch (OAuthException e) {
                    assertThat(String.valueOf(e.getMessage())).matches("\\P{Cntrl}*+");
                    // An error or an unknown type is the server's own text, which a message shows.
                    boolean isTokenOnly = !body.contains("error")
                            && body.indexOf(CANARY) == body.lastIndexOf(CANARY)
                            && !NAMED_AS_TYPE.matcher(body).find();
                    assertThat(isTokenOnly && e.toString().contains(CANARY)).isFalse();
                }
            }
        });
    }

    @Test
    void no_device_authorization_response_breaks_the_login() {
        List<String> good = List.of(
                "{\"device_code\":\"" + CANARY
                        + "\",\"user_code\":\"ABCD-EFGH\",\"verification_uri\":\"https://as.example/d\","
                        + "\"interval\":5,\"expires_in\":600}",
                "{\"device_code\":\"d\",\"user_code\":\"1\",\"verification_url\":\"https://as.example\",\"interval\":\"0.5\"}");
        Fuzz.run(good, PIECES, body -> {
            try {
                DeviceAuthorization read = DeviceAuthorization.of(
                        OAuthJson.parseObject(body.getBytes(StandardCharsets.UTF_8), "response"));
                assertThat(read.userCode()).isNotEmpty().matches("\\P{Cntrl}*+");
                assertThat(read.interval() == null || !read.interval().isNegative())
                        .isTrue();
                assertThat(read.toString()).doesNotContain(CANARY);
            } catch (OAuthException e) {
                assertThat(e).hasMessageNotContaining(CANARY);
            }
        });
    }

    @Test
    void no_id_token_breaks_its_reader_or_is_quoted() {
        List<String> good = List.of(
                "eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.eyJpc3MiOiJodHRwczovL2FzLmV4YW1wbGUiLCJhdWQiOiJjIiwiZXhwIjoxfQ.c2ln",
                "e30.e30.");
        Fuzz.run(good, List.of(".", "=", "-", "_", "e30", "eyJ", "W10", "bnVsbA"), text -> {
            try {
                SignedToken token = SignedToken.parse(text);
                token.algorithm();
                token.keyId();
                assertThat(token.toString()).isEqualTo("SignedToken[***]");
            } catch (OAuthException e) {
                assertThat(e).hasNoCause();
            }
        });
    }
}
