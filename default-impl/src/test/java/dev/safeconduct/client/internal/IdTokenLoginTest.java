package dev.safeconduct.client.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.IdTokens;
import dev.safeconduct.client.internal.config.TokenKey;
import dev.safeconduct.client.internal.login.LoginWay;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.oauth.Token;
import dev.safeconduct.spi.LoginPrompt;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.testkit.RecordedRequest;
import dev.safeconduct.testkit.Reply;
import dev.safeconduct.testkit.SigningKey;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ID tokens on their way from a server into the store. */
class IdTokenLoginTest extends ClientTest {

    private static final SigningKey KEY = SigningKey.generate("ES256", "one");
    private static final SigningKey NEXT_KEY = SigningKey.generate("RS256", "two");
    private static final String[] OPENID = {"server.api.scope", "openid mcp"};

    private CompletableFuture<String> page = new CompletableFuture<>();

    @Test
    void login_keeps_an_id_token_that_is_signed_and_its_own() throws Exception {
        as.idTokens(KEY);
        TestClient client = client(OPENID);
        String idToken = logIn(client).token().idToken();

        assertThat(stored(client).idToken()).isEqualTo(idToken);
        assertThat(IdTokens.read(idToken).subject()).isEqualTo("person-1");
        assertThat(IdTokens.read(idToken).nonce()).isEqualTo(nonceSent()).matches("[A-Za-z0-9_-]{43}");
        assertThat(page.get(20, TimeUnit.SECONDS)).contains("person@example.test");
        assertThat(as.requestsTo("/jwks")).hasSize(1);

        logIn(client(OPENID));
        assertThat(nonceSent())
                .as("a new one each time")
                .isNotEqualTo(IdTokens.read(idToken).nonce());
    }

    @Test
    void who_does_not_ask_for_an_id_token_sends_no_nonce_and_needs_no_keys() throws Exception {
        as.idTokens(KEY);
        TestClient client = client("server.api.scope", "mcp openid2");
        assertThat(logIn(client).token().idToken()).isNull();
        assertThat(nonceSent()).isNull();
        assertThat(as.requestsTo("/jwks")).isEmpty();
    }

    @Test
    void server_that_brings_no_id_token_is_no_open_id_provider_and_that_is_all() throws Exception {
        assertThat(logIn(client(OPENID)).token().idToken()).isNull();
        assertThat(nonceSent()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({"aud, somebody", "azp, somebody", "nonce, somebody", "exp, 1"})
    void id_token_that_is_not_of_this_login_fails_it_and_nothing_is_stored(String claim, String value)
            throws Exception {
        as.idTokens(KEY).idTokenClaims(claims -> claims.put(claim, claim.equals("exp") ? Integer.valueOf(1) : value));
        TestClient client = client(OPENID);
        assertFails(client, "(" + claim + ")", false);
    }

    @Test
    void signature_of_another_fails_the_login() throws Exception {
        as.idTokens(SigningKey.generate("ES256", "one")).jwks(List.of(KEY.jwk()));
        assertFails(client(OPENID), "not signed with any of its keys", false);
    }

    @Test
    void keys_that_cannot_be_had_fail_the_login_for_now() throws Exception {
        as.idTokens(KEY);
        as.on("/jwks", request -> Reply.status(503));
        assertFails(client(OPENID), "HTTP 503", true);
        as.on("/jwks", request -> Reply.hangUp());
        assertFails(client(OPENID), "cannot be reached", true);
    }

    @Test
    void keys_are_changed_between_two_logins() throws Exception {
        as.idTokens(KEY);
        TestClient client = client(OPENID);
        logIn(client);
        as.idTokens(NEXT_KEY);
        clock.forward(Duration.ofMinutes(2));
        assertThat(logIn(client).token().idToken()).isNotNull();
        assertThat(as.requestsTo("/jwks")).hasSize(2);
    }

    @Test
    void where_no_keys_are_published_the_claims_are_checked_all_the_same() throws Exception {
        as.idTokens(KEY).metadata(metadata -> metadata.remove("jwks_uri"));
        TestClient client = client(OPENID);
        assertThat(logIn(client).token().idToken()).isNotNull();
        as.idTokenClaims(claims -> claims.put("nonce", "another"));
        assertThatThrownBy(() -> logIn(client)).hasMessageContaining("(nonce)");
    }

    /** As a gateway does that logs its users in elsewhere and passes on what it got there. */
    @Test
    void id_token_of_another_issuer_is_left_out_and_the_login_stands() throws Exception {
        as.idTokens(KEY).idTokenClaims(claims -> {
            claims.put("iss", "https://elsewhere.example");
            claims.put("aud", "the gateway");
        });
        TestClient client = client(OPENID);
        assertThat(logIn(client).token().idToken()).isNull();
        assertThat(client.get(api.resource()).status()).isEqualTo(200);
        assertThat(client.log).anyMatch(line -> line.contains("is not kept: it is of another issuer"));

        as.idTokenClaims(claims -> claims.put("iss", "https://elsewhere.example"));
        TestClient told = client("server.api.scope", "openid", "server.api.issuer-alias", "https://elsewhere.example");
        assertThat(logIn(told).token().idToken()).as("the same by another name").isNotNull();
    }

    @Test
    void id_token_of_a_refresh_takes_the_place_of_the_logins() throws Exception {
        as.idTokens(KEY);
        TestClient client = client(OPENID);
        String first = logIn(client).token().idToken();
        as.forgetRequests();
        clock.forward(Duration.ofHours(2));
        assertThat(client.get(api.resource()).status()).isEqualTo(200);
        assertThat(stored(client).idToken()).isNotNull().isNotEqualTo(first);
        assertThat(as.refreshCount()).isEqualTo(1);
        assertThat(as.requestsTo("/jwks")).as("a refresh waits for no keys").isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"sub, person-2", "iss, https://elsewhere.example", "aud, somebody"})
    void bad_id_token_of_a_refresh_is_not_kept_and_costs_nobody_the_login(String claim, String value) throws Exception {
        as.idTokens(KEY);
        TestClient client = client(OPENID);
        String first = logIn(client).token().idToken();
        String accessToken = stored(client).accessToken();
        as.idTokenClaims(claims -> claims.put(claim, value));
        clock.forward(Duration.ofHours(2));

        assertThat(client.get(api.resource()).status()).isEqualTo(200);
        assertThat(stored(client).idToken()).isEqualTo(first);
        assertThat(stored(client).accessToken()).isNotEqualTo(accessToken);
        assertThat(client.log.stream().filter(line -> line.startsWith("WARN ")))
                .singleElement()
                .asString()
                .contains("the ID token of the login is kept", "(" + claim + ")")
                .doesNotContain(value);
    }

    // Where only the server asks for an ID token

    private static final List<String> ODDITIES =
            List.of("no nonce", "no azp", "times", "no subject", "no keys", "keys 503", "no key of it", "no JWT");

    private void odd(String oddity) {
        as.idTokens(KEY);
        switch (oddity) {
            case "no nonce" -> as.idTokenClaims(claims -> claims.remove("nonce"));
            case "no azp" -> as.idTokenClaims(claims -> claims.put("aud", List.of(claims.get("aud"), "elsewhere")));
            case "times" -> as.idTokenClaims(claims -> claims.put("exp", "tomorrow"));
            case "no subject" -> as.idTokenClaims(claims -> claims.remove("sub"));
            case "no keys" -> as.on("/jwks", request -> Reply.status(404));
            case "keys 503" -> as.on("/jwks", request -> Reply.status(503));
            case "no key of it" -> as.jwks(List.of(NEXT_KEY.jwk()));
            default -> as.tokenResponse(members -> members.put("id_token", "opaque"));
        }
    }

    private static List<String> oddities() {
        return ODDITIES;
    }

    @ParameterizedTest
    @MethodSource("oddities")
    void odd_id_token_costs_no_login_and_is_left_out_with_one_warning(String oddity) throws Exception {
        api.metadata(metadata -> metadata.put("scopes_supported", List.of("openid", "mcp")));
        odd(oddity);
        TestClient client = client();
        assertThat(logIn(client).token().idToken()).isNull();
        assertThat(stored(client).idToken()).isNull();
        assertThat(page.get(20, TimeUnit.SECONDS)).contains("You are logged in").doesNotContain("person@");
        assertThat(client.log.stream().filter(line -> line.startsWith("WARN ")))
                .singleElement()
                .asString()
                .contains("ID token", "safeconduct.server.api.scope=");
        assertThat(client.get(api.resource()).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @MethodSource("oddities")
    void t86_odd_id_token_fails_a_login_that_a_setting_makes_for_it(String oddity) throws Exception {
        odd(oddity);
        TestClient client = client(OPENID);
        assertThatThrownBy(() -> logIn(client)).isInstanceOf(OAuthException.class);
        assertThat(client.core.records().tokens().read(key(client)).value()).isNull();
    }

    /** Without S256 and without the issuer's name in the response, a stolen code is known by nothing else. */
    @ParameterizedTest
    @ValueSource(strings = {"no nonce", "no keys", "another issuer"})
    void t86_id_token_that_is_the_only_defense_is_not_left_out(String oddity) throws Exception {
        api.metadata(metadata -> metadata.put("scopes_supported", List.of("openid", "mcp")));
        odd(oddity.equals("another issuer") ? "no nonce" : oddity);
        if (oddity.equals("another issuer")) {
            as.idTokenClaims(claims -> claims.put("iss", "https://elsewhere.example"));
        }
        as.metadata(metadata -> {
            metadata.remove("code_challenge_methods_supported");
            metadata.remove("authorization_response_iss_parameter_supported");
        });
        TestClient client = client("server.api.allow-missing-s256", "true");
        as.authorizationResponse(parameters -> parameters.remove("iss"));
        assertThatThrownBy(() -> logIn(client)).isInstanceOf(OAuthException.class);
        assertThat(client.core.records().tokens().read(key(client)).value()).isNull();

        as.authorizationResponse(parameters -> {});
        assertThat(logIn(client)).as("the response names its issuer").isNotNull();
    }

    @ParameterizedTest
    @CsvSource({"aud, somebody", "azp, somebody", "nonce, somebody", "signature, somebody"})
    void t86_what_speaks_of_an_attack_fails_every_login(String claim, String value) throws Exception {
        api.metadata(metadata -> metadata.put("scopes_supported", List.of("openid", "mcp")));
        as.idTokens(KEY);
        if (claim.equals("signature")) {
            as.idTokens(SigningKey.generate("ES256", "one")).jwks(List.of(KEY.jwk()));
        } else {
            as.idTokenClaims(claims -> claims.put(claim, value));
        }
        assertFails(client(), claim.equals("signature") ? "not signed" : "(" + claim + ")", false);
    }

    /** The login fails, in the program and on the page, in words of ours; nothing is kept of what it brought. */
    private void assertFails(TestClient client, String reason, boolean passing) throws Exception {
        assertThatThrownBy(() -> logIn(client))
                .isInstanceOfSatisfying(
                        OAuthException.class, e -> assertThat(e.isTransient()).isEqualTo(passing))
                .hasMessageContaining(reason)
                .hasMessageNotContaining("somebody\"");
        assertThat(page.get(20, TimeUnit.SECONDS)).contains(reason).doesNotContain("You are logged in");
        assertThat(client.core.records().tokens().read(key(client)).value()).isNull();
    }

    private TokenRecord logIn(TestClient client) throws Exception {
        page = new CompletableFuture<>();
        HttpClient browser = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        try {
            return client.core
                    .loginFlow()
                    .start(new LoginWay.Order(
                            client.core.access(client.server(), key(client)),
                            List.of(),
                            true,
                            Duration.ofMinutes(1),
                            prompt -> open(browser, prompt)))
                    .get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof OAuthException cause ? cause : e;
        }
    }

    private void open(HttpClient browser, LoginPrompt prompt) {
        CompletableFuture<String> shown = page;
        var unused = browser.sendAsync(HttpRequest.newBuilder(prompt.uri()).build(), BodyHandlers.ofString())
                .thenApply(HttpResponse::body)
                .whenComplete((body, failure) -> {
                    if (failure == null) {
                        shown.complete(body);
                    } else {
                        shown.completeExceptionally(failure);
                    }
                });
    }

    private String nonceSent() {
        List<RecordedRequest> requests = as.requestsTo("/authorize");
        return requests.get(requests.size() - 1).parameter("nonce");
    }

    private static Token stored(TestClient client) throws Exception {
        return client.core.records().tokens().read(key(client)).value().token();
    }

    private static TokenKey key(TestClient client) {
        return client.server().tokenKey();
    }
}
