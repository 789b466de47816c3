package dev.safeconduct.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.muster.AuthStatusResponse;
import dev.safeconduct.client.muster.ServerAuthStatus;
import dev.safeconduct.client.muster.SessionServerStatus;
import dev.safeconduct.client.oauth.AccessToken;
import dev.safeconduct.client.oauth.LoginRequiredException;
import dev.safeconduct.client.oauth.PendingAuthorization;
import dev.safeconduct.client.oauth.SingleSignOn;
import dev.safeconduct.client.oauth.TokenExchangeGrant;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TransientException;
import dev.safeconduct.testkit.FakeProtectedResource;
import dev.safeconduct.testkit.Reply;
import dev.safeconduct.testkit.SigningKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code auth://status} tells a session of a server that is given the login of another. */
class SingleSignOnStatusTest extends LibraryTest {
    private static final URI CALLBACK = URI.create("http://127.0.0.1:1/app/callback");

    private FakeProtectedResource orders;

    @BeforeEach
    void startOrders() throws IOException {
        orders = FakeProtectedResource.start(as);
        as.idTokens(SigningKey.generate("ES256", "one"));
        as.grant(TokenExchangeGrant.TYPE, request -> as.answer(as.issue("exchanger", null, orders.resource())));
    }

    @AfterEach
    void stopOrders() {
        orders.close();
    }

    private Safeconduct exchanging() throws IOException {
        return opened("token_exchange");
    }

    private Safeconduct forwarding() throws IOException {
        return opened("id_token_forwarding");
    }

    private Safeconduct opened(String grant) throws IOException {
        return open(program()
                .set("safeconduct.server.api.scope", "openid")
                .set("safeconduct.server.orders.url", orders.resource())
                .set("safeconduct.server.orders.grant", grant)
                .set("safeconduct.server.orders.from", "api"));
    }

    private URI ordersUri() {
        return URI.create(orders.resource());
    }

    private void logIn(Session session) throws Exception {
        PendingAuthorization login = session.beginAuthorization(server(), CALLBACK);
        String response = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(login.uri()).build(), BodyHandlers.discarding())
                .headers()
                .firstValue("Location")
                .orElseThrow();
        session.completeAuthorization(URI.create(response), login.browserBinding());
    }

    /** What the document says of the server, read as another program reads it. */
    private static ServerAuthStatus status(Session session) throws OAuthException {
        return AuthStatusResponse.read(session.status().write()).servers().stream()
                .filter(server -> server.name().equals("orders"))
                .findFirst()
                .orElseThrow();
    }

    private static SingleSignOn kind(String grant) {
        return grant.equals("token_exchange") ? SingleSignOn.EXCHANGE : SingleSignOn.FORWARDING;
    }

    @ParameterizedTest
    @ValueSource(strings = {"token_exchange", "id_token_forwarding"})
    void it_follows_the_login_that_it_is_given_and_that_of_its_session_alone(String grant) throws Exception {
        SingleSignOn sso = kind(grant);
        Safeconduct safeconduct = opened(grant);
        Session ann = safeconduct.session("ann");
        assertThat(status(ann)).isEqualTo(ServerAuthStatus.authRequired("orders", sso, null, "openid"));
        assertThat(ann.status().authRequired())
                .as("a user logs in to the one, and not to the other")
                .extracting(required -> required.authTool())
                .containsExactly(ServerAuthStatus.AUTH_TOOL, "");

        logIn(ann);
        assertThat(status(ann)).isEqualTo(ServerAuthStatus.disconnected("orders", sso));
        ann.token(ordersUri());
        assertThat(status(ann)).isEqualTo(ServerAuthStatus.connected("orders", sso));
        assertThat(status(safeconduct.session("bob")).status()).isEqualTo(SessionServerStatus.AUTH_REQUIRED);

        clock.forward(Duration.ofHours(2));
        as.endGrants();
        assertThatThrownBy(() -> ann.token(ordersUri())).isInstanceOf(LoginRequiredException.class);
        assertThat(status(ann)).isEqualTo(ServerAuthStatus.reauthRequired("orders", sso, as.issuer(), "openid"));
        logIn(ann);
        ann.token(ordersUri());
        assertThat(status(ann).status()).isNotEqualTo(SessionServerStatus.REAUTH_REQUIRED);
    }

    @Test
    void it_is_pending_while_the_exchange_runs() throws Exception {
        Safeconduct safeconduct = exchanging();
        Session ann = safeconduct.session("ann");
        Session bob = safeconduct.session("bob");
        logIn(ann);
        logIn(bob);
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch mayGoOn = new CountDownLatch(1);
        as.grant(TokenExchangeGrant.TYPE, request -> {
            arrived.countDown();
            await(mayGoOn);
            return as.answer(as.issue("exchanger", null, orders.resource()));
        });
        CompletableFuture<AccessToken> token = ann.tokenAsync(ordersUri());
        try {
            await(arrived);
            assertThat(status(ann)).isEqualTo(ServerAuthStatus.ssoPending("orders", SingleSignOn.EXCHANGE));
            assertThat(status(bob)).isEqualTo(ServerAuthStatus.disconnected("orders", SingleSignOn.EXCHANGE));
        } finally {
            mayGoOn.countDown();
        }
        token.get(60, TimeUnit.SECONDS);
        assertThat(status(ann)).isEqualTo(ServerAuthStatus.connected("orders", SingleSignOn.EXCHANGE));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Each of many requests would be refused as well: they wait, and the status says why until one succeeds. */
    @Test
    void a_refusal_is_told_with_its_reason_and_tried_again_after_a_while() throws Exception {
        Session ann = exchanging().session("ann");
        logIn(ann);
        as.grant(TokenExchangeGrant.TYPE, request -> Reply.oauthError(400, "invalid_target", "no such audience"));
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> ann.token(ordersUri())).isInstanceOf(OAuthException.class);
            ServerAuthStatus failed = status(ann);
            assertThat(failed.status()).isEqualTo(SessionServerStatus.AUTH_REQUIRED);
            assertThat(failed.ssoAttemptFailed()).isTrue();
            assertThat(failed.tokenExchangeEnabled()).isTrue();
            assertThat(failed.authTool()).as("a login would not help").isNull();
            assertThat(failed.error()).contains("invalid_target").contains("It says: \"no such audience\"");
        }
        int tried = as.tokenRequests(TokenExchangeGrant.TYPE).size();
        assertThat(tried).isLessThan(5);

        as.grant(TokenExchangeGrant.TYPE, request -> as.answer(as.issue("exchanger", null, orders.resource())));
        clock.forward(Duration.ofMinutes(2));
        ann.token(ordersUri());
        assertThat(status(ann)).isEqualTo(ServerAuthStatus.connected("orders", SingleSignOn.EXCHANGE));
    }

    @Test
    void a_refusal_is_forgotten_with_the_login_that_it_was_about() throws Exception {
        Session ann = exchanging().session("ann");
        logIn(ann);
        as.grant(TokenExchangeGrant.TYPE, request -> Reply.oauthError(400, "invalid_request", "not this user"));
        assertThatThrownBy(() -> ann.token(ordersUri())).isInstanceOf(OAuthException.class);
        assertThat(status(ann).ssoAttemptFailed()).isTrue();

        as.grant(TokenExchangeGrant.TYPE, request -> as.answer(as.issue("exchanger", null, orders.resource())));
        clock.forward(Duration.ofSeconds(2)); // logins are told apart by their second
        logIn(ann);
        assertThat(status(ann)).isEqualTo(ServerAuthStatus.disconnected("orders", SingleSignOn.EXCHANGE));
        ann.token(ordersUri());
        assertThat(status(ann)).isEqualTo(ServerAuthStatus.connected("orders", SingleSignOn.EXCHANGE));

        ann.logout(server());
        assertThat(status(ann).status()).isEqualTo(SessionServerStatus.AUTH_REQUIRED);
        assertThat(status(ann).ssoAttemptFailed()).isFalse();
    }

    /** The refreshes of its login bring none: a person has to log in, though the login itself goes on. */
    @Test
    void an_id_token_that_has_expired_and_is_not_replaced_needs_a_login() throws Exception {
        Session ann = forwarding().session("ann");
        logIn(ann);
        as.tokenResponse(response -> response.remove("id_token"));
        clock.forward(Duration.ofHours(2));
        assertThatThrownBy(() -> ann.token(ordersUri())).isInstanceOf(LoginRequiredException.class);
        assertThat(status(ann).status()).isEqualTo(SessionServerStatus.REAUTH_REQUIRED);
        assertThat(status(ann).authTool()).isEqualTo(ServerAuthStatus.AUTH_TOOL);

        as.tokenResponse(response -> {});
        logIn(ann);
        assertThat(status(ann)).isEqualTo(ServerAuthStatus.disconnected("orders", SingleSignOn.FORWARDING));
        ann.token(ordersUri());
        assertThat(status(ann)).isEqualTo(ServerAuthStatus.connected("orders", SingleSignOn.FORWARDING));
    }

    /** Another process has logged the user in, with the store in common. */
    @Test
    void a_login_elsewhere_is_seen_without_a_request() throws Exception {
        Session here = exchanging().session("ann");
        assertThatThrownBy(() -> here.token(ordersUri())).isInstanceOf(LoginRequiredException.class);
        assertThat(status(here).status()).isEqualTo(SessionServerStatus.AUTH_REQUIRED);
        logIn(exchanging().session("ann"));
        assertThat(status(here)).isEqualTo(ServerAuthStatus.disconnected("orders", SingleSignOn.EXCHANGE));
    }

    @Test
    void trouble_on_the_way_is_no_refusal() throws Exception {
        Session ann = exchanging().session("ann");
        logIn(ann);
        as.on("/token", request -> Reply.hangUp());
        assertThatThrownBy(() -> ann.token(ordersUri())).isInstanceOf(TransientException.class);
        assertThat(status(ann).status()).isEqualTo(SessionServerStatus.UNREACHABLE);
        assertThat(status(ann).tokenExchangeEnabled()).isTrue();

        as.on("/token", request -> Reply.status(503));
        clock.forward(Duration.ofMinutes(2));
        assertThatThrownBy(() -> ann.token(ordersUri())).isInstanceOf(TransientException.class);
        assertThat(status(ann)).isEqualTo(ServerAuthStatus.disconnected("orders", SingleSignOn.EXCHANGE));
    }

    /** A service that is refused needs neither a login nor patience, until its operator has done something. */
    @Test
    void a_service_that_is_refused_has_failed() throws Exception {
        as.client("svc", "s3cret-canary-");
        Safeconduct safeconduct = open(program()
                .set("safeconduct.server.api.grant", "client_credentials")
                .set("safeconduct.server.api.client-id", "svc")
                .set("safeconduct.server.api.client-secret", "s3cret-canary-"));
        as.on("/token", request -> Reply.oauthError(400, "unauthorized_client", "not this grant"));
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> safeconduct.token(server())).isInstanceOf(OAuthException.class);
            assertThat(safeconduct.status().servers()).singleElement().satisfies(failed -> {
                assertThat(failed.status()).isEqualTo(SessionServerStatus.FAILED);
                assertThat(failed.error()).contains("unauthorized_client");
            });
        }
        as.on("/token", request -> null);
        clock.forward(Duration.ofMinutes(2));
        safeconduct.token(server());
        assertThat(safeconduct.status().servers())
                .containsExactly(ServerAuthStatus.connected("api", SingleSignOn.NONE));
    }

    /** The list of producers is complete: each status of the Go tool is the outcome of a test here or beside this. */
    @ParameterizedTest
    @EnumSource
    void each_state_of_a_session_has_its_status(dev.safeconduct.client.oauth.ServerStanding.State state) {
        assertThat(SessionServerStatus.of(state).name()).isEqualTo(state.name());
    }
}
