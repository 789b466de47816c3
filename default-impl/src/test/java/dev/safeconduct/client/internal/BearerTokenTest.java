package dev.safeconduct.client.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.IdTokens;
import dev.safeconduct.client.internal.TestClient.Outcome;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.oauth.LoginRequiredException;
import dev.safeconduct.testkit.Reply;
import dev.safeconduct.testkit.SigningKey;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that takes the ID token of its own login ({@code .bearer=id_token}). */
class BearerTokenTest extends ClientTest {

    private static final SigningKey KEY = SigningKey.generate("ES256", "one");
    private static final String[] ID_TOKEN = {"server.api.bearer", "id_token"};

    @BeforeEach
    void takeIdTokens() {
        as.idTokens(KEY);
        api.on(
                "/mcp",
                request -> request.header("Authorization") == null
                                || as.isActive(request.header("Authorization").substring("Bearer ".length()))
                        ? null
                        : Reply.json(200, "{}"));
    }

    private TokenRecord stored(TestClient client) throws Exception {
        return Objects.requireNonNull(
                client.core.records().tokens().read(client.server().tokenKey()).value());
    }

    private TokenRecord loggedIn(TestClient client) throws Exception {
        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 2));
        return stored(client);
    }

    @Test
    void requests_carry_the_id_token_and_its_expiry_is_that_of_the_login() throws Exception {
        as.idTokenClaims(
                claims -> claims.put("exp", clock.instant().plusSeconds(600).getEpochSecond()));
        api.challengeScope("mcp");
        TestClient client = client(ID_TOKEN);
        TokenRecord login = loggedIn(client);
        String idToken = String.valueOf(login.token().idToken());
        assertThat(as.requestsTo("/authorize").get(0).parameter("scope")).isEqualTo("openid mcp");
        assertThat(api.requestsTo("/mcp").get(1).header("Authorization")).isEqualTo("Bearer " + idToken);
        assertThat(login.token().expiresAt()).isEqualTo(IdTokens.read(idToken).expiresAt());
        assertThat(new Operations(client.core)
                        .token(client.server(), Duration.ZERO)
                        .login()
                        .token()
                        .accessToken())
                .isEqualTo(idToken);
        for (String issued :
                as.issued().stream().map(token -> token.accessToken()).toList()) {
            assertThat(api.sawAnywhere(issued)).isFalse();
        }
    }

    @Test
    void a_refresh_brings_the_next_id_token() throws Exception {
        TestClient client = client(ID_TOKEN);
        String first = String.valueOf(loggedIn(client).token().idToken());
        clock.forward(Duration.ofHours(2));
        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 1));
        assertThat(stored(client).token().accessToken())
                .isEqualTo(stored(client).token().idToken())
                .isNotEqualTo(first);
        assertThat(as.refreshCount()).isEqualTo(1);
        assertThat(pages()).isEqualTo(1);
    }

    @Test
    void after_a_refresh_without_one_a_login_is_needed_and_what_was_issued_can_be_revoked() throws Exception {
        TestClient client = client("server.api.bearer", "id_token", "login", "never");
        TokenRecord login = loggedIn(client(ID_TOKEN));
        as.tokenResponse(members -> members.remove("id_token"));
        clock.forward(Duration.ofHours(2));
        Operations operations = new Operations(client.core);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> operations.token(client.server(), Duration.ZERO))
                    .isInstanceOf(LoginRequiredException.class);
        }
        assertThat(as.refreshCount()).isEqualTo(1);
        assertThat(client.get(api.resource()).status()).isEqualTo(401);
        String successor = stored(client).token().refreshToken();
        assertThat(successor).isNotEqualTo(login.token().refreshToken());
        operations.logout(client.server());
        assertThat(as.requestsTo("/revoke").get(0).parameter("token")).isEqualTo(successor);
    }

    @Test
    void a_refresh_ahead_without_one_leaves_what_lasts() throws Exception {
        TestClient client = client("server.api.bearer", "id_token", "login", "never");
        loggedIn(client(ID_TOKEN));
        as.tokenResponse(members -> members.remove("id_token"));
        clock.forward(Duration.ofMinutes(57));
        for (int i = 0; i < 2; i++) {
            assertThat(client.get(api.resource()))
                    .as("the first has to read the store")
                    .isEqualTo(new Outcome(200, 1));
        }
        await(() -> as.refreshCount() == 1);
        for (int i = 0; i < 5; i++) {
            assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 1));
        }
        assertThat(as.refreshCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"no ID token", "no nonce", "no key of it", "no keys", "no JWT", "another issuer", "expired"})
    void t86_a_login_without_a_valid_id_token_fails(String oddity) throws Exception {
        switch (oddity) {
            case "no ID token" -> as.tokenResponse(members -> members.remove("id_token"));
            case "no nonce" -> as.idTokenClaims(claims -> claims.remove("nonce"));
            case "no key of it" ->
                as.jwks(List.of(SigningKey.generate("ES256", "other").jwk()));
            case "no keys" -> as.on("/jwks", request -> Reply.status(404));
            case "no JWT" -> as.tokenResponse(members -> members.put("id_token", "opaque"));
            case "another issuer" -> as.idTokenClaims(claims -> claims.put("iss", "https://other.example"));
            default -> as.idTokenClaims(claims -> claims.put("exp", 1));
        }
        TestClient client = client(ID_TOKEN);
        assertThat(client.get(api.resource()).status()).isEqualTo(401);
        assertThat(pages()).isEqualTo(1);
        assertThat(client.core
                        .records()
                        .tokens()
                        .read(client.server().tokenKey())
                        .value())
                .isNull();
    }

    @Test
    void a_login_for_the_access_token_is_another_record() throws Exception {
        TestClient client = client(ID_TOKEN);
        loggedIn(client);
        TestClient other = client("login", "never");
        assertThat(other.server().tokenKey()).isNotEqualTo(client.server().tokenKey());
        assertThat(other.core.records().tokens().read(other.server().tokenKey()).value())
                .isNull();
    }
}
