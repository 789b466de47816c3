package dev.safeconduct.client.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.IdTokens;
import dev.safeconduct.client.internal.TestClient.Outcome;
import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.config.TokenKey;
import dev.safeconduct.client.internal.login.LoginWay;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.oauth.LoginRequiredException;
import dev.safeconduct.client.oauth.ServerStanding.State;
import dev.safeconduct.client.oauth.TokenExchangeGrant;
import dev.safeconduct.spi.LoginPrompt;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.testkit.FakeAuthorizationServer;
import dev.safeconduct.testkit.FakeProtectedResource;
import dev.safeconduct.testkit.RecordedRequest;
import dev.safeconduct.testkit.Reply;
import dev.safeconduct.testkit.SigningKey;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that is given the login of another: by exchange, as an assertion, or its ID token as it is. */
class PassedOnLoginTest extends ClientTest {

    private static final SigningKey KEY = SigningKey.generate("ES256", "one");
    private static final Duration LATER = Duration.ofHours(2);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private FakeProtectedResource orders;

    @BeforeEach
    void startOrders() {
        orders = FakeProtectedResource.start(as);
        as.idTokens(KEY);
        as.grant(TokenExchangeGrant.TYPE, request -> as.answer(as.issue("exchanger", null, orders.resource())));
    }

    @AfterEach
    void stopOrders() {
        orders.close();
        threads.shutdownNow();
    }

    private TestClient exchanging(String... more) throws Exception {
        return passing("token_exchange", more);
    }

    private TestClient passing(String grant, String... more) throws Exception {
        List<String> settings = new ArrayList<>(List.of("login", "never"));
        settings.addAll(List.of("server.orders.url", orders.resource()));
        settings.addAll(List.of("server.orders.grant", grant, "server.orders.from", "api"));
        settings.addAll(List.of(more));
        return client(settings.toArray(String[]::new));
    }

    private static ServerConfig orders(TestClient client) {
        return Objects.requireNonNull(client.core.config().server("orders"));
    }

    private TokenRecord logIn(TestClient client) throws Exception {
        return logIn(client, client.server().tokenKey());
    }

    private TokenRecord logIn(TestClient client, TokenKey key) throws Exception {
        HttpClient browser = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        LoginWay.Presenter opening = (LoginPrompt prompt) -> {
            var unused = browser.sendAsync(HttpRequest.newBuilder(prompt.uri()).build(), BodyHandlers.discarding());
        };
        return client.core
                .loginFlow()
                .start(new LoginWay.Order(
                        client.core.access(client.server(), key), List.of(), true, Duration.ofMinutes(1), opening))
                .get(60, TimeUnit.SECONDS);
    }

    private List<RecordedRequest> exchanges() {
        return as.tokenRequests(TokenExchangeGrant.TYPE);
    }

    private static TokenRecord token(TestClient client) throws OAuthException {
        return new Operations(client.core).token(orders(client), Duration.ZERO).login();
    }

    // Exchange

    @Test
    void a_login_is_exchanged_by_its_own_client_and_its_token_goes_nowhere_else() throws Exception {
        TestClient client = exchanging("server.orders.audience", "orders");
        TokenRecord login = logIn(client);
        assertThat(client.get(orders.resource())).isEqualTo(new Outcome(200, 1));

        RecordedRequest exchange = exchanges().get(0);
        assertThat(exchange.parameter("subject_token")).isEqualTo(login.token().accessToken());
        assertThat(exchange.parameter("subject_token_type")).isEqualTo(TokenExchangeGrant.ACCESS_TOKEN_TYPE);
        assertThat(exchange.parameter("audience")).isEqualTo("orders");
        assertThat(exchange.parameter("resource")).isEqualTo(orders.resource());
        assertThat(exchange.parameter("client_id")).isEqualTo(login.clientId());
        assertThat(orders.sawAnywhere(login.token().accessToken())).isFalse();
        assertThat(client.get(orders.resource())).isEqualTo(new Outcome(200, 1));
        assertThat(exchanges()).hasSize(1);
    }

    @Test
    void the_id_token_of_a_login_is_exchanged_where_that_is_the_type() throws Exception {
        TestClient client = exchanging("server.orders.subject-token-type", TokenExchangeGrant.ID_TOKEN_TYPE);
        TokenRecord login = logIn(client);
        assertThat(client.get(orders.resource())).isEqualTo(new Outcome(200, 1));
        assertThat(exchanges().get(0).parameter("subject_token"))
                .isEqualTo(login.token().idToken());
    }

    @Test
    void an_old_login_is_refreshed_before_the_own_lease_is_taken() throws Exception {
        TestClient client = exchanging();
        logIn(client);
        clock.forward(LATER);
        AtomicReference<Boolean> isFree = new AtomicReference<>();
        as.on("/token", request -> {
            if (Objects.equals(request.parameter("grant_type"), "refresh_token")) {
                isFree.set(isFree(client, orders(client).tokenKey()));
            }
            return null;
        });
        assertThat(client.get(orders.resource())).isEqualTo(new Outcome(200, 1));
        assertThat(isFree.get()).isTrue();
        assertThat(as.refreshCount()).isEqualTo(1);
        assertThat(as.lookup(String.valueOf(exchanges().get(0).parameter("subject_token"))))
                .as("what the refresh brought")
                .isPresent();
    }

    private static boolean isFree(TestClient client, TokenKey key) {
        try (TokenStore.Lease lease = client.core.records().tokens().lease(key, Duration.ZERO)) {
            return lease != null;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void many_requests_to_several_servers_cost_one_refresh_and_one_exchange_each() throws Exception {
        try (FakeProtectedResource parts = FakeProtectedResource.start(as)) {
            as.grant(
                    TokenExchangeGrant.TYPE,
                    request -> as.answer(as.issue("exchanger", null, String.valueOf(request.parameter("resource")))));
            List<TestClient> programs = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                programs.add(exchanging(
                        "server.parts.url", parts.resource(),
                        "server.parts.grant", "token_exchange",
                        "server.parts.from", "api"));
            }
            logIn(programs.get(0));
            clock.forward(LATER);
            List<CompletableFuture<Integer>> requests = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                TestClient program = programs.get(i % 2);
                String url = List.of(api, orders, parts).get(i % 3).resource();
                requests.add(CompletableFuture.supplyAsync(() -> status(program, url), threads));
            }
            for (CompletableFuture<Integer> request : requests) {
                assertThat(request.get(60, TimeUnit.SECONDS)).isEqualTo(200);
            }
            assertThat(as.refreshCount()).isEqualTo(1);
            assertThat(exchanges()).hasSize(2);
            assertThat(as.reuseCount()).isZero();
        }
    }

    @Test
    void a_refused_token_is_obtained_again_once_from_the_login_as_it_is() throws Exception {
        TestClient client = exchanging();
        logIn(client);
        TokenRecord made = token(client);
        orders.on(
                "/mcp",
                request -> Objects.equals(
                                request.header("Authorization"),
                                "Bearer " + made.token().accessToken())
                        ? Reply.status(401).header("WWW-Authenticate", "Bearer error=\"invalid_token\"")
                        : null);
        assertThat(client.get(orders.resource())).isEqualTo(new Outcome(200, 2));
        assertThat(exchanges()).hasSize(2);
        assertThat(as.refreshCount()).isZero();

        orders.always401(true);
        orders.on("/mcp", null);
        assertThat(client.get(orders.resource())).isEqualTo(new Outcome(401, 2));
        assertThat(client.get(orders.resource())).isEqualTo(new Outcome(401, 1));
        assertThat(exchanges()).hasSize(3);
        assertThat(as.refreshCount()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"invalid_request", "invalid_grant"})
    void a_login_whose_token_is_refused_at_the_exchange_is_refreshed_once(String error) throws Exception {
        TestClient client = exchanging();
        TokenRecord login = logIn(client);
        clock.forward(Duration.ofMinutes(10));
        as.grant(
                TokenExchangeGrant.TYPE,
                request -> login.token().accessToken().equals(request.parameter("subject_token"))
                        ? Reply.oauthError(400, error, "the subject token is not active")
                        : as.answer(as.issue("exchanger", null, orders.resource())));
        assertThat(client.get(orders.resource())).isEqualTo(new Outcome(200, 1));
        assertThat(exchanges()).hasSize(2);
        assertThat(as.refreshCount()).isEqualTo(1);
    }

    @Test
    void an_exchange_that_is_refused_for_another_reason_costs_no_refresh() throws Exception {
        TestClient client = exchanging();
        logIn(client);
        clock.forward(Duration.ofMinutes(10));
        as.grant(TokenExchangeGrant.TYPE, request -> Reply.oauthError(400, "invalid_target", "no such audience"));
        assertThatThrownBy(() -> token(client)).hasMessageContaining("invalid_target");
        assertThat(exchanges()).hasSize(1);
        assertThat(as.refreshCount()).isZero();
    }

    @Test
    void t79_a_login_is_passed_on_to_another_issuer_only_if_that_is_configured() throws Exception {
        try (FakeAuthorizationServer other =
                FakeAuthorizationServer.builder().clock(clock).start()) {
            other.grant(TokenExchangeGrant.TYPE, request -> other.answer(other.issue("any", null, orders.resource())));
            orders.authorizationServer(other);
            TestClient client = exchanging();
            TokenRecord login = logIn(client);
            assertThatThrownBy(() -> token(client))
                    .hasMessageContaining("safeconduct.server.orders.issuer=" + other.issuer())
                    .hasMessageContaining(as.issuer());
            assertThat(other.requestsTo("/token")).isEmpty();

            TestClient told = exchanging("server.orders.issuer", other.issuer());
            assertThat(told.get(orders.resource())).isEqualTo(new Outcome(200, 1));
            RecordedRequest exchange =
                    other.tokenRequests(TokenExchangeGrant.TYPE).get(0);
            assertThat(exchange.parameter("subject_token"))
                    .isEqualTo(login.token().accessToken());
            assertThat(exchange.parameter("client_id"))
                    .as("that client is not known there")
                    .isNull();
        }
    }

    @Test
    void an_exchanged_token_of_another_issuer_is_discarded() throws Exception {
        String foreign = jwt("https://other.example");
        as.grant(TokenExchangeGrant.TYPE, request -> issued(foreign));
        TestClient client = exchanging();
        logIn(client);
        assertThatThrownBy(() -> token(client))
                .hasMessageContaining("https://other.example")
                .hasMessageContaining("safeconduct.server.orders.issuer-alias")
                .hasMessageNotContaining(foreign);
        assertThat(client.get(orders.resource()).status()).isEqualTo(401);
        assertThat(orders.sawAnywhere(foreign)).isFalse();

        TestClient told = exchanging("server.orders.issuer-alias", "https://other.example");
        assertThat(token(told).token().accessToken()).isEqualTo(foreign);
        as.grant(TokenExchangeGrant.TYPE, request -> issued(jwt(as.issuer())));
        assertThat(token(client)).isNotNull();
    }

    private String jwt(String issuer) {
        return KEY.sign(Map.<String, Object>of(
                "iss", issuer, "exp", clock.instant().plusSeconds(3600).getEpochSecond()));
    }

    private static Reply issued(String token) {
        return Reply.json(
                200,
                Map.<String, Object>of(
                        "access_token",
                        token,
                        "issued_token_type",
                        TokenExchangeGrant.ACCESS_TOKEN_TYPE,
                        "token_type",
                        "Bearer",
                        "expires_in",
                        3600));
    }

    @Test
    void each_audience_has_a_token_of_its_own_that_is_kept() throws Exception {
        as.grant(
                TokenExchangeGrant.TYPE,
                request -> as.answer(as.issue("exchanger", request.parameter("audience"), orders.resource())));
        TestClient first = exchanging("server.orders.audience", "first");
        logIn(first);
        TestClient second = exchanging("server.orders.audience", "second");
        for (int i = 0; i < 2; i++) {
            assertThat(token(first).token().scope()).isEqualTo("first");
            assertThat(token(second).token().scope()).isEqualTo("second");
        }
        assertThat(exchanges()).hasSize(2);
    }

    @Test
    void a_token_that_was_made_of_a_login_is_not_used_without_it() throws Exception {
        TestClient client = exchanging();
        logIn(client);
        token(client);
        String kept = KEY.sign(Map.<String, Object>of("aud", as.issuer()));
        TestClient other = client(
                "login",
                "never",
                "server.orders.url",
                orders.resource(),
                "server.orders.grant",
                "token_exchange",
                "server.orders.subject-token",
                kept);
        assertThat(token(other)).isNotNull();
        assertThat(exchanges()).hasSize(2);
        assertThat(exchanges().get(1).parameter("subject_token")).isEqualTo(kept);
    }

    // Login and logout

    @Test
    void a_login_that_is_missing_is_needed_at_the_server_that_has_it() throws Exception {
        TestClient client = exchanging();
        assertThatThrownBy(() -> token(client))
                .isInstanceOfSatisfying(LoginRequiredException.class, e -> assertThat(e.server())
                        .isEqualTo(api.resource()));
        assertThat(client.get(orders.resource())).isEqualTo(new Outcome(401, 1));
        assertThat(client.log)
                .anyMatch(line -> line.startsWith("WARN ") && line.contains("Log in to " + api.resource()));
        assertThat(client.log).noneMatch(line -> line.contains("Log in to " + orders.resource()));
        KnownLogin known = known(client);
        assertThat(known.state()).isEqualTo(State.AUTH_REQUIRED);
        assertThat(known.loginServer()).isEqualTo(api.resource());
        assertThat(new Operations(client.core).standing(orders(client)).state()).isEqualTo(State.AUTH_REQUIRED);
    }

    private static KnownLogin known(TestClient client) {
        return new Operations(client.core)
                        .status(e -> {
                            throw new AssertionError(e);
                        })
                        .stream()
                        .filter(login -> orders(client).equals(login.server()))
                        .findFirst()
                        .orElseThrow();
    }

    @Test
    void a_login_elsewhere_is_noticed_by_the_next_request() throws Exception {
        TestClient client = exchanging();
        for (int i = 0; i < 8; i++) {
            clock.forward(Duration.ofMinutes(5));
            assertThat(client.get(orders.resource()).status()).isEqualTo(401);
        }
        logIn(exchanging()); // the next attempt would be minutes away
        clock.forward(Duration.ofSeconds(2)); // a store is believed for one
        assertThat(client.get(orders.resource())).isEqualTo(new Outcome(200, 1));
    }

    @Test
    void a_program_that_may_log_in_opens_the_page_of_the_other_server() throws Exception {
        TestClient client = exchanging("login", "auto");
        assertThat(client.get(orders.resource())).isEqualTo(new Outcome(200, 2));
        assertThat(as.requestsTo("/authorize").get(0).parameter("resource")).isEqualTo(api.resource());
        assertThat(pages()).isEqualTo(1);
        assertThat(orders.requestsTo("/mcp").stream().map(request -> request.header("Authorization")))
                .noneMatch(field -> field != null
                        && as.lookup(field.substring("Bearer ".length()))
                                .orElseThrow()
                                .resources()
                                .contains(api.resource()));
    }

    @Test
    void a_logout_ends_what_was_made_of_the_login() throws Exception {
        TestClient client = exchanging();
        logIn(client);
        assertThat(client.get(orders.resource()).status()).isEqualTo(200);
        String made = token(client).token().accessToken();
        orders.forgetRequests();
        new Operations(client.core).logout(client.server());
        assertThat(client.get(orders.resource())).isEqualTo(new Outcome(401, 1));
        assertThat(orders.sawAnywhere(made)).isFalse();
        assertThat(client.core
                        .records()
                        .tokens()
                        .read(orders(client).tokenKey())
                        .value())
                .isNull();
    }

    @Test
    void a_token_that_was_made_of_an_earlier_login_is_used_by_no_process() throws Exception {
        TestClient client = exchanging();
        logIn(client);
        String made = token(client).token().accessToken();
        TestClient running = exchanging();
        assertThat(running.get(orders.resource())).isEqualTo(new Outcome(200, 1));

        client.core.records().tokens().remove(client.server().tokenKey()); // as by another configuration
        clock.forward(Duration.ofSeconds(2));
        await(() -> status(running, orders.resource()) == 401); // the first request has it read what has changed
        orders.forgetRequests();
        assertThatThrownBy(() -> token(client)).isInstanceOf(LoginRequiredException.class);

        logIn(client);
        assertThat(token(client).token().accessToken()).isNotEqualTo(made);
        clock.forward(Duration.ofSeconds(2));
        assertThat(running.get(orders.resource())).isEqualTo(new Outcome(200, 1));
        assertThat(orders.sawAnywhere(made)).isFalse();
    }

    private static int status(TestClient client, String url) {
        try {
            return client.get(url).status();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void each_session_passes_on_its_own_login() throws Exception {
        TestClient client = exchanging();
        SessionTokens alice = client.core.session("alice");
        TokenRecord login = logIn(client, alice.key(client.server()));
        assertThat(new Operations(client.core, alice).token(orders(client), Duration.ZERO))
                .isNotNull();
        assertThat(exchanges().get(0).parameter("subject_token"))
                .isEqualTo(login.token().accessToken());
        Operations bob = new Operations(client.core, client.core.session("bob"));
        assertThatThrownBy(() -> bob.token(orders(client), Duration.ZERO)).isInstanceOf(LoginRequiredException.class);
        assertThatThrownBy(() -> token(client)).isInstanceOf(LoginRequiredException.class);
        assertThat(exchanges()).hasSize(1);
    }

    @Test
    void a_login_is_passed_on_from_server_to_server() throws Exception {
        try (FakeProtectedResource parts = FakeProtectedResource.start(as)) {
            TestClient client = exchanging(
                    "server.parts.url", parts.resource(),
                    "server.parts.grant", "token_exchange",
                    "server.parts.from", "orders");
            ServerConfig last = Objects.requireNonNull(client.core.config().server("parts"));
            Operations operations = new Operations(client.core);
            assertThatThrownBy(() -> operations.token(last, Duration.ZERO))
                    .isInstanceOfSatisfying(LoginRequiredException.class, e -> assertThat(e.server())
                            .isEqualTo(api.resource()));
            logIn(client);
            assertThat(operations.token(last, Duration.ZERO)).isNotNull();
            assertThat(exchanges()).hasSize(2);
            assertThat(exchanges().get(1).parameter("subject_token"))
                    .isEqualTo(token(client).token().accessToken());
            operations.logout(client.server());
            assertThatThrownBy(() -> operations.token(last, Duration.ZERO)).isInstanceOf(LoginRequiredException.class);
        }
    }

    // ID tokens

    /** The ID tokens that it got, as a server that looks at nothing else. */
    private void takeIdTokens() {
        orders.on("/mcp", request -> request.header("Authorization") == null ? null : Reply.json(200, "{}"));
    }

    @Test
    void an_id_token_is_forwarded_as_it_is_and_stored_once() throws Exception {
        takeIdTokens();
        TestClient client = passing("id_token_forwarding");
        TokenRecord login = logIn(client);
        String idToken = String.valueOf(login.token().idToken());
        assertThat(as.requestsTo("/authorize").get(0).parameter("scope")).contains("openid");
        assertThat(client.get(orders.resource())).isEqualTo(new Outcome(200, 1));
        assertThat(orders.requestsTo("/mcp").get(0).header("Authorization")).isEqualTo("Bearer " + idToken);
        assertThat(orders.sawAnywhere(login.token().accessToken())).isFalse();
        assertThat(client.core
                        .records()
                        .tokens()
                        .read(orders(client).tokenKey())
                        .value())
                .isNull();
        assertThat(known(client).account()).isEqualTo("person@example.test");
        assertThat(token(client).token().expiresAt())
                .isEqualTo(IdTokens.read(idToken).expiresAt());
    }

    @Test
    void an_id_token_that_has_expired_is_replaced_by_a_refresh_of_its_login() throws Exception {
        takeIdTokens();
        TestClient client = passing("id_token_forwarding");
        TokenRecord login = logIn(client);
        assertThat(client.get(orders.resource()).status()).isEqualTo(200);
        clock.forward(LATER);
        orders.forgetRequests();
        assertThat(client.get(orders.resource())).isEqualTo(new Outcome(200, 1));
        assertThat(as.refreshCount()).isEqualTo(1);
        assertThat(orders.sawAnywhere(String.valueOf(login.token().idToken()))).isFalse();
    }

    @Test
    void a_refresh_without_a_new_id_token_makes_a_login_needed_and_is_not_repeated() throws Exception {
        takeIdTokens();
        TestClient client = passing("id_token_forwarding");
        logIn(client);
        clock.forward(LATER);
        as.tokenResponse(members -> members.remove("id_token"));
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> token(client))
                    .isInstanceOf(LoginRequiredException.class)
                    .hasMessageContaining("no ID token")
                    .hasMessageContaining(api.resource());
        }
        assertThat(as.refreshCount()).isEqualTo(1);
        Operations operations = new Operations(client.core);
        TokenRecord login = Objects.requireNonNull(operations.stored(client.server()));
        assertThat(known(client).state()).isEqualTo(State.REAUTH_REQUIRED);
        assertThat(known(client).loginServer()).isEqualTo(api.resource());
        assertThat(operations.lacksIdToken(client.server(), login))
                .as("login does not say that there is nothing to do")
                .isTrue();
        assertThat(client.get(api.resource()).status())
                .as("the login itself is good")
                .isEqualTo(200);
    }

    @Test
    void a_refused_id_token_leads_to_one_refresh_of_its_login() throws Exception {
        orders.on("/mcp", request -> Reply.status(401).header("WWW-Authenticate", "Bearer error=\"invalid_token\""));
        TestClient client = passing("id_token_forwarding");
        TokenRecord login = logIn(client);
        clock.forward(Duration.ofMinutes(10));
        assertThat(client.get(orders.resource())).isEqualTo(new Outcome(401, 2));
        assertThat(client.get(orders.resource()).status()).isEqualTo(401);
        assertThat(as.refreshCount()).isEqualTo(1);
        orders.on(
                "/mcp",
                request -> request.header("Authorization") == null
                                || String.valueOf(request.header("Authorization"))
                                        .endsWith(String.valueOf(login.token().idToken()))
                        ? Reply.status(401)
                        : Reply.json(200, "{}"));
        assertThat(client.get(orders.resource())).isEqualTo(new Outcome(200, 1));
    }

    @ParameterizedTest
    @CsvSource({"aud, another-client", "exp, 1", "iss, https://other.example", "key, other", "azp, another-client"})
    void t86_an_id_token_that_is_not_valid_as_a_credential_is_not_passed_on(String claim, String value)
            throws Exception {
        takeIdTokens();
        for (String grant : List.of("id_token_forwarding", "token_exchange")) {
            TestClient client = passing(grant, "server.orders.subject-token-type", TokenExchangeGrant.ID_TOKEN_TYPE);
            TokenRecord login = logIn(client);
            Map<String, Object> claims = new LinkedHashMap<>(Map.<String, Object>of(
                    "iss", as.issuer(),
                    "sub", "person-1",
                    "aud", String.valueOf(login.clientId()),
                    "iat", clock.instant().getEpochSecond(),
                    "exp", clock.instant().plusSeconds(3600).getEpochSecond()));
            if (!claim.equals("key")) {
                claims.put(claim, claim.equals("exp") ? Integer.valueOf(1) : value);
            }
            String forged = (claim.equals("key") ? SigningKey.generate("ES256", "one") : KEY).sign(claims);
            client.core.records().tokens().put(login.refreshed(login.token().withIdToken(forged)));
            as.on(
                    "/token",
                    request -> Objects.equals(request.parameter("grant_type"), "refresh_token")
                            ? Reply.oauthError(400, "invalid_grant", "ended")
                            : null);
            assertThatThrownBy(() -> token(client))
                    .isInstanceOf(OAuthException.class)
                    .hasMessageNotContaining(forged);
            client.get(orders.resource());
            assertThat(orders.sawAnywhere(forged)).isFalse();
            assertThat(exchanges()).isEmpty();
            as.on("/token", null);
        }
    }

    @Test
    void an_id_token_for_another_audience_or_of_another_issuer_than_configured_is_not_sent() throws Exception {
        takeIdTokens();
        TestClient client = passing("id_token_forwarding", "server.orders.audience", "kubernetes");
        TokenRecord login = logIn(client);
        assertThatThrownBy(() -> token(client)).hasMessageContaining("safeconduct.server.orders.audience=kubernetes");
        assertThatThrownBy(() -> token(passing("id_token_forwarding", "server.orders.issuer", "https://other.example")))
                .hasMessageContaining("safeconduct.server.orders.issuer=https://other.example");
        assertThat(orders.sawAnywhere(String.valueOf(login.token().idToken()))).isFalse();

        as.idTokenClaims(claims -> {
            claims.put("azp", claims.get("aud"));
            claims.put("aud", List.of(claims.get("aud"), "kubernetes"));
        });
        logIn(client);
        assertThat(token(client)).isNotNull();
    }

    @Test
    void an_id_token_is_exchanged_where_its_login_was_for_an_assertion() throws Exception {
        try (FakeAuthorizationServer other =
                FakeAuthorizationServer.builder().clock(clock).start()) {
            other.on("/token", request -> other.answer(other.issue("service", null, orders.resource())));
            orders.authorizationServer(other);
            String assertion = KEY.sign(Map.<String, Object>of(
                    "aud",
                    other.issuer(),
                    "exp",
                    clock.instant().plusSeconds(300).getEpochSecond()));
            as.grant(
                    TokenExchangeGrant.TYPE,
                    request -> Reply.json(
                            200,
                            Map.of(
                                    "access_token",
                                    assertion,
                                    "issued_token_type",
                                    TokenExchangeGrant.ID_JAG_TYPE,
                                    "token_type",
                                    "N_A")));
            TestClient client =
                    passing("id_jag", "server.orders.client-id", "service", "server.orders.issuer", other.issuer());
            TokenRecord login = logIn(client);
            assertThat(client.get(orders.resource())).isEqualTo(new Outcome(200, 1));
            RecordedRequest exchange = exchanges().get(0);
            assertThat(exchange.parameter("subject_token"))
                    .isEqualTo(login.token().idToken());
            assertThat(exchange.parameter("client_id")).isEqualTo(login.clientId());
            assertThat(exchange.parameter("audience")).isEqualTo(other.issuer());
            assertThat(other.requestsTo("/token").get(0).parameter("assertion")).isEqualTo(assertion);
            assertThat(other.sawAnywhere(String.valueOf(login.token().idToken())))
                    .isFalse();
        }
    }
}
