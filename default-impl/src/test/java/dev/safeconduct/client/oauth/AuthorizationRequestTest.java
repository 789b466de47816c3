package dev.safeconduct.client.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.OAuthClient;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizationRequestTest {

    private static final PkceChallenge PKCE = new PkceChallenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    private static final URI REDIRECT = URI.create("http://localhost:8080/callback?a=b");

    private static AuthorizationRequest request(String scope) {
        return new AuthorizationRequest("client 1", REDIRECT, "state-1", scope, PKCE);
    }

    private static String url(String endpoint, AuthorizationRequest request) {
        return OAuthClient.buildAuthorizationUrl(URI.create(endpoint), request).toString();
    }

    @Test
    void all_parameters_are_there_and_encoded() {
        assertThat(url("https://as.example/authorize", request("openid profile")))
                .isEqualTo("https://as.example/authorize?response_type=code&client_id=client+1"
                        + "&redirect_uri=http%3A%2F%2Flocalhost%3A8080%2Fcallback%3Fa%3Db&state=state-1"
                        + "&scope=openid+profile"
                        + "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256");
    }

    @Test
    void an_empty_scope_is_left_out() {
        assertThat(url("https://as.example/authorize", request("")))
                .doesNotContain("scope=")
                .isEqualTo(url("https://as.example/authorize", request(null)));
    }

    @Test
    void what_the_endpoint_has_in_its_query_stays_but_nothing_comes_twice() {
        assertThat(url("https://as.example/a?tenant=x%20y&state=old&sc%6fpe=old", request("s")))
                .startsWith("https://as.example/a?tenant=x%20y&response_type=code")
                .containsOnlyOnce("state=")
                .containsOnlyOnce("scope=");
        assertThat(url("https://as.example/a?", request("s"))).startsWith("https://as.example/a?response_type=code");
    }

    @Test
    void other_parameters_are_added_and_replace_none() {
        AuthorizationRequest more =
                new AuthorizationRequest("c", REDIRECT, "s", null, PKCE, Map.of("resource", "https://r", "state", "x"));
        assertThat(more.parameters()).containsEntry("resource", "https://r").containsEntry("state", "s");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"javascript:alert(1)", "/authorize", "ftp://as.example/a", "https://as.example/a#b", "file:///x"
            })
    void what_is_no_web_page_is_no_authorization_endpoint(String endpoint) {
        assertThatThrownBy(() -> url(endpoint, request("s"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void its_text_shows_neither_state_nor_verifier() {
        assertThat(request("s").toString()).doesNotContain("state-1").doesNotContain("dBjft");
    }
}
