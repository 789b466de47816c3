package dev.safeconduct.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.oauth.IdTokenClaims;
import dev.safeconduct.spi.MetadataException;
import dev.safeconduct.spi.OAuthException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdTokensTest {

    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    @Test
    void claims_are_read() throws Exception {
        IdTokenClaims claims = read(
                """
                {"iss":"https://as.example","sub":"alice","aud":"c1","azp":"c1","exp":1800000600,"iat":1800000000.5,
                 "nbf":1799999999,"nonce":"n","email":"a@b.example","email_verified":true,"name":"Alice A.",
                 "preferred_username":"alice","groups":["x"]}""");
        assertThat(claims.issuer()).isEqualTo("https://as.example");
        assertThat(claims.subject()).isEqualTo("alice");
        assertThat(claims.audience()).containsExactly("c1");
        assertThat(claims.authorizedParty()).isEqualTo("c1");
        assertThat(claims.expiresAt()).isEqualTo(NOW.plusSeconds(600));
        assertThat(claims.issuedAt()).isEqualTo(NOW);
        assertThat(claims.notBefore()).isEqualTo(NOW.minusSeconds(1));
        assertThat(claims.nonce()).isEqualTo("n");
        assertThat(claims.email()).isEqualTo("a@b.example");
        assertThat(claims.emailVerified()).isTrue();
        assertThat(claims.name()).isEqualTo("Alice A.");
        assertThat(claims.preferredUsername()).isEqualTo("alice");
        assertThat(claims.members()).containsEntry("groups", List.of("x"));
        assertThat(claims)
                .hasToString("ID token[iss, sub, aud, azp, exp, iat, nbf, nonce, email, email_verified, name,"
                        + " preferred_username, groups]");
    }

    @Test
    void claims_that_are_not_there_are_null_empty_or_false() throws Exception {
        IdTokenClaims claims = read("{}");
        assertThat(claims.issuer()).isNull();
        assertThat(claims.subject()).isNull();
        assertThat(claims.audience()).isEmpty();
        assertThat(claims.expiresAt()).as("read, and without exp").isNull();
        assertThat(claims.emailVerified()).isFalse();
        assertThat(read("{\"aud\":[\"a\",\"b\"]}").audience()).containsExactly("a", "b");
    }

    /** Amazon Cognito and Apple write it so. */
    @Test
    void email_may_be_verified_in_a_string() throws Exception {
        assertThat(read("{\"email_verified\":\"true\"}").emailVerified()).isTrue();
        assertThat(read("{\"email_verified\":\"false\"}").emailVerified()).isFalse();
    }

    @Test
    void wrong_types_are_named_and_not_shown() throws Exception {
        IdTokenClaims claims = read(
                """
                {"sub":42,"aud":[1],"exp":"canary","iat":1e300,"nonce":{},"email_verified":"canary"}""");
        assertThatThrownBy(claims::subject)
                .isInstanceOf(MetadataException.class)
                .hasMessage("The member \"sub\" of the ID token is not a string.");
        assertThatThrownBy(claims::audience).hasMessageContaining("\"aud\"");
        assertThatThrownBy(claims::expiresAt)
                .hasMessage("The member \"exp\" of the ID token is not a time in seconds since 1970.");
        assertThatThrownBy(claims::issuedAt).hasMessageContaining("\"iat\"");
        assertThatThrownBy(claims::nonce).hasMessageContaining("\"nonce\"");
        assertThatThrownBy(claims::emailVerified).hasMessageContaining("\"email_verified\"");
    }

    @ParameterizedTest
    @CsvSource({"31, false", "30, false", "29, true", "0, true", "-5, true"})
    void expires_thirty_seconds_before_its_time(int secondsLeft, boolean expired) throws Exception {
        IdTokenClaims claims = read("{\"exp\":" + (NOW.getEpochSecond() + secondsLeft) + "}");
        assertThat(claims.isExpired(Duration.ofSeconds(30), CLOCK)).isEqualTo(expired);
    }

    @Test
    void what_has_no_usable_expiry_is_expired() throws Exception {
        assertThat(read("{}").isExpired()).isTrue();
        assertThat(read("{\"exp\":\"soon\"}").isExpired()).isTrue();
        assertThat(read("{\"exp\":4000000000}").isExpired()).isFalse();
        assertThat(read("{\"exp\":1}").isExpired()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"sub\":\"a\"}", "{\"sub\":\"ab\"}", "{\"sub\":\"abc\"}"})
    void padding_is_taken(String claims) throws Exception {
        String padded = Base64.getUrlEncoder().encodeToString(claims.getBytes(StandardCharsets.UTF_8));
        assertThat(IdTokens.read("eyJhbGciOiJSUzI1NiJ9." + padded + ".sig").subject())
                .startsWith("a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "canary",
                "e30.e30",
                "e30.e30.canary.x",
                "e30.e30.a.b.c",
                "e30.ca*nary.sig",
                "ca*nary.e30.sig",
                "e30.Y2FuYXJ5.sig",
                "e30.W10.sig",
                "Y2FuYXJ5.e30.sig"
            })
    void what_cannot_be_read_is_an_error_that_quotes_nothing(String token) {
        assertThatThrownBy(() -> IdTokens.read(token))
                .isExactlyInstanceOf(OAuthException.class)
                .hasNoCause()
                .hasMessageContaining("ID token")
                .message()
                .doesNotContain("canary", "nary", "Y2Fu");
    }

    private static IdTokenClaims read(String claims) throws OAuthException {
        String payload =
                Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(StandardCharsets.UTF_8));
        return IdTokens.read("eyJhbGciOiJSUzI1NiJ9." + payload + ".c2ln");
    }
}
