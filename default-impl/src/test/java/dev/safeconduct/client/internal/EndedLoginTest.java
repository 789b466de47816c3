package dev.safeconduct.client.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.internal.record.RefreshRefusal;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.internal.record.TokenRecords;
import dev.safeconduct.client.internal.record.Versioned;
import dev.safeconduct.client.oauth.LoginRequiredException;
import dev.safeconduct.client.oauth.ServerStanding.State;
import dev.safeconduct.client.oauth.Token;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.testkit.GrantedToken;
import dev.safeconduct.testkit.Reply;
import dev.safeconduct.testkit.client.Conditions;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a refresh that is refused has ended a login, and what a person hears of it. */
class EndedLoginTest extends ClientTest {

    private static final Duration EXPIRED = Duration.ofHours(2);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(6);

    @ParameterizedTest
    @ValueSource(strings = {"403", "404", "407", "413", "451", "401 text", "use_dpop_nonce"})
    void t87_refusal_that_is_no_oauth_error_opens_no_page_and_passes(String refusal) throws Exception {
        client().get(api.resource());
        as.forgetRequests();
        clock.forward(EXPIRED);
        as.on("/token", request -> switch (refusal) {
            case "401 text" -> Reply.text(401, "text/plain", "Unauthorized");
            case "use_dpop_nonce" -> Reply.oauthError(400, "use_dpop_nonce", "none given");
            default -> Reply.text(Integer.parseInt(refusal), "text/html", "<html>blocked</html>");
        });
        TestClient client = client();
        for (int i = 0; i < 3; i++) {
            assertThat(client.get(api.resource()).status()).isEqualTo(401);
            clock.forward(LONGEST_PAUSE);
        }
        assertThat(as.requestsTo("/authorize")).as("pages").isEmpty();

        as.on("/token", request -> null);
        clock.forward(LONGEST_PAUSE);
        assertThat(client.get(api.resource()).status()).isEqualTo(200);
        assertThat(as.requestsTo("/authorize")).as("pages").isEmpty();
        assertThat(state(client)).isEqualTo(State.CONNECTED);
    }

    @Test
    void gateway_that_refuses_a_refresh_is_told_in_the_words_of_a_login_that_is_needed() throws Exception {
        client().get(api.resource());
        clock.forward(EXPIRED);
        as.on("/token", request -> Reply.text(403, "text/html", "<html>blocked</html>"));
        TestClient client = client();
        Operations operations = new Operations(client.core);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> operations.token(client.server(), Duration.ZERO))
                    .isInstanceOf(LoginRequiredException.class)
                    .hasMessageContaining("has ended");
        }
        assertThat(as.refreshCount()).as("a command tries again").isEqualTo(2);
        assertThat(state(client)).isEqualTo(State.REAUTH_REQUIRED);
        client.get(api.resource());
        assertThat(client.log).anyMatch(line -> line.startsWith("WARN ") && line.contains("has ended"));

        as.on("/token", request -> null);
        assertThat(operations.token(client.server(), Duration.ZERO).unsaved()).isNull();
        assertThat(state(client)).as("taken back").isEqualTo(State.CONNECTED);
    }

    @ParameterizedTest
    @CsvSource({
        "400, invalid_request, REFUSED",
        "403, unauthorized_client, REFUSED",
        "200, invalid_refresh_token, REFUSED",
        "400, invalid_scope, REFUSED",
        "400, invalid_grant, ENDED",
        "400, bad_refresh_token, ENDED"
    })
    void refresh_that_is_refused_by_any_oauth_error_needs_a_person(int status, String error, RefreshRefusal refusal)
            throws Exception {
        client().get(api.resource());
        clock.forward(EXPIRED);
        as.on("/token", request -> Reply.oauthError(status, error, "no longer"));
        TestClient never = client("login", "never");
        Operations operations = new Operations(never.core);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> operations.token(never.server(), Duration.ZERO))
                    .isInstanceOf(LoginRequiredException.class);
        }
        assertThat(as.refreshCount()).isEqualTo(refusal == RefreshRefusal.ENDED ? 1 : 2);
        assertThat(operations.stored(never.server()).refreshRefusal()).isEqualTo(refusal);
        assertThat(state(never)).isEqualTo(State.REAUTH_REQUIRED);

        as.on(
                "/token",
                request -> "refresh_token".equals(request.parameter("grant_type"))
                        ? Reply.oauthError(status, error, "no")
                        : null);
        assertThat(client().get(api.resource()).status()).as("login=auto").isEqualTo(200);
        assertThat(state(never)).isEqualTo(State.CONNECTED);
    }

    /** A program that knows no leases, such as the Go tool, has spent the refresh token first, and stored what it got. */
    @Test
    void t49_a_refused_refresh_reads_the_store_once_more() throws Exception {
        client().get(api.resource());
        clock.forward(EXPIRED);
        TestClient other = client();
        AtomicBoolean isFirst = new AtomicBoolean(true);
        as.on("/token", request -> {
            if (!isFirst.compareAndSet(true, false)) {
                return null;
            }
            storesWhatItGot(other);
            return Reply.oauthError(400, "invalid_grant", "spent");
        });
        as.forgetRequests();
        TestClient never = client("login", "never");
        TokenRecord adopted =
                new Operations(never.core).token(never.server(), Duration.ZERO).login();
        assertThat(as.isActive(adopted.token().accessToken())).isTrue();
        assertThat(adopted.refreshRefused()).isFalse();
        assertThat(stored(new Operations(never.core), never).refreshRefused()).isFalse();
        assertThat(as.refreshCount()).isEqualTo(1);
    }

    /** The token has time left, but the server has ended the login: whoever asks hears that a login is needed. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_token_that_the_server_refuses_is_noted_until_it_is_taken_again(boolean refreshTokens) throws Exception {
        as.refreshTokens(refreshTokens);
        client().get(api.resource());
        api.always401(true);
        as.on("/token", request -> refreshTokens ? Reply.oauthError(400, "invalid_grant", "ended") : null);
        TestClient never = client("login", "never");
        assertThat(never.get(api.resource()).status()).isEqualTo(401);
        Operations operations = new Operations(never.core);
        assertThat(operations.stored(never.server()).tokenRefused()).isTrue();
        assertThat(state(never)).isEqualTo(State.REAUTH_REQUIRED);
        assertThatThrownBy(() -> operations.token(never.server(), Duration.ZERO))
                .isInstanceOf(LoginRequiredException.class);

        api.always401(false);
        Conditions.await("the note is taken back", () -> {
            clock.forward(Duration.ofSeconds(2)); // a request has the store read again, and a later one sees the note
            assertThat(statusNow(never)).isEqualTo(200);
            return !stored(operations, never).tokenRefused();
        });
    }

    /** A refresh that failed holds back the next one, but not that of the login that followed. */
    @Test
    void a_token_of_a_new_login_that_is_refused_at_once_is_refreshed() throws Exception {
        client().get(api.resource());
        as.endGrants();
        clock.forward(EXPIRED);
        TestClient client = client();
        assertThat(client.get(api.resource()).status()).as("logged in again").isEqualTo(200);
        as.endAccessTokens();
        assertThat(client.get(api.resource())).as("refreshed").isEqualTo(new TestClient.Outcome(200, 2));
    }

    private int statusNow(TestClient client) {
        try {
            return client.get(api.resource()).status();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static TokenRecord stored(Operations operations, TestClient client) {
        try {
            return operations.stored(client.server());
        } catch (OAuthException e) {
            throw new AssertionError(e);
        }
    }

    private void storesWhatItGot(TestClient other) {
        try {
            TokenRecords tokens = other.core.records().tokens();
            Versioned<TokenRecord> stored = tokens.read(other.server().tokenKey());
            TokenRecord record = stored.value();
            GrantedToken issued = as.issue(record.clientId(), null, api.resource());
            Token newer = new Token(
                    issued.accessToken(),
                    "Bearer",
                    issued.refreshToken(),
                    clock.instant(),
                    clock.instant().plus(Duration.ofHours(1)),
                    null,
                    null);
            assertThat(tokens.replace(record.refreshed(newer), stored.version()))
                    .isTrue();
        } catch (TokenStoreException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"slow_down", "temporarily_unavailable", "server_error"})
    void error_that_passes_ends_no_login(String error) throws Exception {
        client().get(api.resource());
        clock.forward(EXPIRED);
        as.on("/token", request -> Reply.oauthError(400, error, "later"));
        TestClient client = client();
        assertThat(client.get(api.resource()).status()).isEqualTo(401);
        assertThat(state(client)).isEqualTo(State.CONNECTED);
    }

    @Test
    void retry_after_holds_back_refreshes_but_never_a_command() throws Exception {
        client().get(api.resource());
        clock.forward(EXPIRED);
        as.on("/token", request -> Reply.retryAfter(429, Duration.ofMinutes(2)));
        as.forgetRequests();
        TestClient client = client();
        for (int i = 0; i < 5; i++) {
            assertThat(client.get(api.resource()).status()).isEqualTo(401);
            clock.forward(Duration.ofSeconds(10));
        }
        assertThat(as.refreshCount()).as("in 50 s").isEqualTo(1);
        assertThatThrownBy(() -> new Operations(client.core).token(client.server(), Duration.ZERO))
                .isInstanceOf(Exception.class);
        assertThat(as.refreshCount()).as("a command").isEqualTo(2);
        clock.forward(Duration.ofSeconds(11));
        client.get(api.resource());
        assertThat(as.refreshCount())
                .as("a request without a token waits a minute")
                .isEqualTo(3);
    }

    private static State state(TestClient client) {
        return new Operations(client.core).standing(client.server()).state();
    }
}
