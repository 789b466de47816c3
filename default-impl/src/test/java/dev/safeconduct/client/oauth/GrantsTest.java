package dev.safeconduct.client.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GrantsTest {

    private static final List<Grant> WHOLE = List.of(
            new AuthorizationCodeGrant(
                    "secret-code", URI.create("http://127.0.0.1:1/cb"), "secret-verifier", "https://r"),
            new RefreshTokenGrant("secret-refresh", "https://r"),
            new ClientCredentialsGrant("a b", "https://r"),
            new TokenExchangeGrant(
                    "secret-subject",
                    TokenExchangeGrant.ID_TOKEN_TYPE,
                    "aud",
                    "a b",
                    "https://r",
                    TokenExchangeGrant.ACCESS_TOKEN_TYPE));

    @Test
    void a_token_exchange_is_what_rfc_8693_says() {
        assertThat(WHOLE.get(3).parameters())
                .containsExactly(
                        Map.entry("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
                        Map.entry("subject_token", "secret-subject"),
                        Map.entry("subject_token_type", "urn:ietf:params:oauth:token-type:id_token"),
                        Map.entry("audience", "aud"),
                        Map.entry("scope", "a b"),
                        Map.entry("resource", "https://r"),
                        Map.entry("requested_token_type", "urn:ietf:params:oauth:token-type:access_token"));
    }

    @Test
    void what_is_null_is_left_out() {
        assertThat(new TokenExchangeGrant("t", "urn:x", null, null, null, null).parameters())
                .containsOnlyKeys("grant_type", "subject_token", "subject_token_type");
        assertThat(new ClientCredentialsGrant(null, null).parameters()).containsOnlyKeys("grant_type");
        assertThat(new RefreshTokenGrant("t", null).parameters()).containsOnlyKeys("grant_type", "refresh_token");
    }

    @Test
    void the_grant_type_comes_first_and_no_text_shows_a_secret() {
        for (Grant grant : WHOLE) {
            assertThat(grant.parameters().keySet().iterator().next()).isEqualTo(Grant.GRANT_TYPE);
            assertThat(grant.toString()).doesNotContain("secret");
        }
    }
}
