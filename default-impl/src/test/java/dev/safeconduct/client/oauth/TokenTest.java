package dev.safeconduct.client.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.spi.MetadataException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static Token expiring(Instant expiresAt) {
        return new Token("secret-access", "Bearer", "secret-refresh", null, expiresAt, null, "secret-id");
    }

    private static Token received(Map<String, ?> members) throws MetadataException {
        Map<String, Object> all = new LinkedHashMap<>(Map.of("access_token", "x"));
        all.putAll(members);
        return Token.of(new TokenResponse(all), NOW);
    }

    @Test
    void any_margin_can_be_asked_for() {
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        Duration forever = Duration.ofSeconds(Long.MAX_VALUE);
        assertThat(expiring(NOW.plusSeconds(60)).isExpired(forever, clock)).isTrue();
        assertThat(expiring(Instant.MAX).isExpired(Duration.ZERO, clock)).isFalse();
        assertThat(expiring(null).isExpired(forever, clock)).isFalse();
        IdTokenClaims claims = new IdTokenClaims(Map.of("exp", NOW.getEpochSecond() + 60));
        assertThat(claims.isExpired(forever, clock)).isTrue();
        assertThat(claims.isExpired(Duration.ZERO, clock)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two\nlines", "a space", "\u00e4"})
    void a_token_that_no_header_field_can_carry_is_refused_and_not_repeated(String accessToken) {
        assertThatThrownBy(() -> new Token(accessToken, "Bearer", null, null, null, null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot be sent")
                .message()
                .matches(message -> accessToken.isEmpty() || !message.contains(accessToken));
        assertThatThrownBy(() -> new Token("a".repeat(16 * 1024 + 1), "Bearer", null, null, null, null, null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"3600,false", "31,false", "30,false", "29,true", "15,true", "0,true", "-3600,true"})
    void a_token_is_expired_thirty_seconds_early(int secondsLeft, boolean expired) {
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        Token token = expiring(NOW.plusSeconds(secondsLeft));
        assertThat(token.isExpired(Token.DEFAULT_EXPIRY_MARGIN, clock)).isEqualTo(expired);
    }

    @Test
    void without_arguments_the_margin_is_thirty_seconds_of_the_systems_clock() {
        assertThat(expiring(Instant.now().plusSeconds(3600)).isExpired()).isFalse();
        assertThat(expiring(Instant.now().plusSeconds(15)).isExpired()).isTrue();
        assertThat(expiring(Instant.now().minusSeconds(3600)).isExpired()).isTrue();
        assertThat(Token.DEFAULT_EXPIRY_MARGIN).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void the_margin_can_be_chosen() {
        Token token = expiring(NOW.plusSeconds(120));
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        assertThat(token.isExpired(Duration.ofMinutes(1), clock)).isFalse();
        assertThat(token.isExpired(Duration.ofMinutes(3), clock)).isTrue();
    }

    @Test
    void a_token_without_an_expiry_never_expires() {
        assertThat(expiring(null).isExpired()).isFalse();
        assertThat(expiring(null).isExpired(Duration.ofDays(100_000), Clock.systemUTC()))
                .isFalse();
    }

    @Test
    void scopes_are_split_at_any_blanks() {
        assertThat(scopes(null)).isEmpty();
        assertThat(scopes("")).isEmpty();
        assertThat(scopes("  ")).isEmpty();
        assertThat(scopes("openid")).containsExactly("openid");
        assertThat(scopes(" openid  profile\temail ")).containsExactly("openid", "profile", "email");
    }

    private static List<String> scopes(String scope) {
        return new Token("x", "Bearer", null, null, null, scope, null).scopes();
    }

    @Test
    void the_expiry_is_computed_once_from_the_time_given() throws Exception {
        assertThat(received(Map.of("expires_in", 3600)).expiresAt()).isEqualTo(NOW.plusSeconds(3600));
        assertThat(received(Map.of("expires_in", 0)).expiresAt()).isNull();
        assertThat(received(Map.of("expires_in", -5)).expiresAt()).isNull();
        assertThat(received(Map.of()).expiresAt()).isNull();
        assertThat(received(Map.of("expires_in", 3600)).issuedAt()).isEqualTo(NOW);
    }

    @Test
    void an_expiry_that_is_set_already_stays() throws Exception {
        assertThat(received(Map.of("expires_in", 3600, "expires_at", "2026-01-01T03:00:00+01:00"))
                        .expiresAt())
                .isEqualTo("2026-01-01T02:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0001-01-01T00:00:00Z", "-999999999-01-01T00:00:00Z", "", "soon", "1767229200"})
    void a_zero_time_and_other_forms_are_no_expiry(String expiresAt) throws Exception {
        assertThat(received(Map.of("expires_in", 60, "expires_at", expiresAt)).expiresAt())
                .isEqualTo(NOW.plusSeconds(60));
    }

    @Test
    void no_lifetime_is_longer_than_ten_years() throws Exception {
        Instant tenYears = NOW.plus(Duration.ofDays(3650));
        assertThat(received(Map.of("expires_in", Long.MAX_VALUE)).expiresAt()).isEqualTo(tenYears);
        assertThat(received(Map.of("expires_at", "9999-12-31T23:59:59Z")).expiresAt())
                .isEqualTo(tenYears);
    }

    @Test
    void a_number_made_to_be_slow_is_no_lifetime() throws Exception {
        assertThat(received(Map.of("expires_in", "9".repeat(100_000))).expiresAt())
                .isNull();
        assertThat(received(Map.of("expires_in", "1e999999999")).expiresAt())
                .isEqualTo(NOW.plus(Duration.ofDays(3650)));
        assertThat(received(Map.of("expires_in", "1e-999999999")).expiresAt()).isNull();
        assertThat(received(Map.of("expires_in", "-1e999999999")).expiresAt()).isNull();
        assertThat(received(Map.of("expires_in", 0.5)).expiresAt()).isNull();
    }

    @Test
    void the_type_is_bearer_unless_it_is_another_one() throws Exception {
        assertThat(received(Map.of()).tokenType()).isEqualTo("Bearer");
        assertThat(received(Map.of("token_type", "")).tokenType()).isEqualTo("Bearer");
        assertThat(received(Map.of("token_type", "bearer")).tokenType()).isEqualTo("Bearer");
        assertThat(received(Map.of("token_type", "DPoP")).tokenType()).isEqualTo("DPoP");
        assertThatThrownBy(() -> received(Map.of("token_type", 7))).isInstanceOf(MetadataException.class);
    }

    @Test
    void an_optional_member_of_the_wrong_type_counts_as_absent() throws Exception {
        Token token = received(Map.of("refresh_token", false, "scope", List.of("a"), "id_token", 7, "expires_in", "x"));
        assertThat(token.refreshToken()).isNull();
        assertThat(token.scope()).isNull();
        assertThat(token.idToken()).isNull();
        assertThat(token.expiresAt()).isNull();
    }

    @Test
    void without_an_access_token_there_is_no_token() {
        Map<String, Object> none = new HashMap<>();
        none.put("access_token", null);
        assertThatThrownBy(() -> Token.of(new TokenResponse(none), NOW)).isInstanceOf(MetadataException.class);
        assertThatThrownBy(() -> received(Map.of("access_token", ""))).isInstanceOf(MetadataException.class);
        assertThatThrownBy(() -> received(Map.of("access_token", 7))).isInstanceOf(MetadataException.class);
    }

    @Test
    void a_token_survives_the_way_through_a_response() throws Exception {
        Token token = new Token("a", "Bearer", "r", NOW, NOW.plusSeconds(3600), "openid profile", "i.d.t");
        TokenResponse response = token.toResponse(NOW);
        assertThat(response.members())
                .containsExactly(
                        Map.entry("access_token", "a"),
                        Map.entry("token_type", "Bearer"),
                        Map.entry("expires_in", 3600L),
                        Map.entry("expires_at", "2026-01-01T01:00:00Z"),
                        Map.entry("refresh_token", "r"),
                        Map.entry("scope", "openid profile"),
                        Map.entry("id_token", "i.d.t"));
        assertThat(Token.of(response, NOW)).isEqualTo(token);
    }

    @Test
    void what_a_token_does_not_have_is_left_out_of_the_response() {
        Token bare = new Token("a", "Bearer", null, null, null, "", null);
        assertThat(bare.toResponse(NOW).members()).containsOnlyKeys("access_token", "token_type");
    }

    @Test
    void an_expired_token_never_has_a_lifetime_that_others_take_for_never() throws Exception {
        TokenResponse response = expiring(NOW.minusSeconds(60)).toResponse(NOW);
        assertThat(response.expiresIn()).isEqualTo(Duration.ofSeconds(1));
        assertThat(Token.of(response, NOW).expiresAt()).isEqualTo(NOW.minusSeconds(60));
    }

    @Test
    void a_response_keeps_what_it_does_not_know_and_shows_no_secret() throws Exception {
        TokenResponse response = new TokenResponse(
                Map.of("access_token", "secret", "issuer", "https://as.example", "merchant_id", "m1"));
        assertThat(response.members()).containsEntry("merchant_id", "m1");
        assertThat(response.issuer()).isEqualTo("https://as.example");
        assertThat(response.toString()).doesNotContain("secret");
        assertThat(expiring(NOW).toString()).doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"refresh_expires_in", "refresh_token_expires_in", "x_refresh_token_expires_in"})
    void the_end_of_the_refresh_token_is_read_where_it_is_stated(String name) throws Exception {
        assertThat(received(Map.of(name, 1800)).refreshExpiresAt()).isEqualTo(NOW.plusSeconds(1800));
        assertThat(received(Map.of(name, "1800")).refreshExpiresAt()).isEqualTo(NOW.plusSeconds(1800));
    }

    @Test
    void a_refresh_token_without_a_stated_end_has_none() throws Exception {
        assertThat(received(Map.of()).refreshExpiresAt()).isNull();
        assertThat(received(Map.of("refresh_expires_in", 0)).refreshExpiresAt()).isNull();
        assertThat(received(Map.of("refresh_expires_in", "soon")).refreshExpiresAt())
                .isNull();
    }
}
