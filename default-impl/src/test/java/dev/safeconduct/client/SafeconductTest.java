package dev.safeconduct.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.internal.NoSettings;
import dev.safeconduct.client.oauth.AccessToken;
import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.oauth.LoginMode;
import dev.safeconduct.client.oauth.LoginRequiredException;
import dev.safeconduct.client.oauth.TokenExchangeGrant;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TransientException;
import dev.safeconduct.testkit.FakeProtectedResource;
import dev.safeconduct.testkit.Reply;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The library in the hands of a program that sends its requests itself. */
class SafeconductTest extends LibraryTest {

    @Test
    void a_login_gives_authorizations_until_the_logout() throws Exception {
        Safeconduct safeconduct = open(program());
        safeconduct.login(server());

        assertThat(field(safeconduct.authorization("GET", server()))).startsWith("Authorization: Bearer canary-at-");
        assertThat(field(safeconduct.authorization("POST", URI.create(api.resource() + "/below?q=1"))))
                .startsWith("Authorization: Bearer canary-at-");

        safeconduct.logout(server());

        assertThat(as.requestsTo("/revoke")).hasSize(1);
        assertThat(safeconduct.authorization("GET", server()).isNone()).isTrue();
        assertThatThrownBy(() -> safeconduct.token(server()))
                .isInstanceOf(LoginRequiredException.class)
                .hasMessageContaining(api.resource());
        safeconduct.logout(server());
        assertThat(as.requestsTo("/revoke")).hasSize(1);
    }

    @Test
    void a_login_that_is_passed_on_is_needed_at_its_own_server() throws Exception {
        try (FakeProtectedResource orders = FakeProtectedResource.start(as)) {
            as.grant(TokenExchangeGrant.TYPE, request -> as.answer(as.issue("exchanger", null, orders.resource())));
            Safeconduct safeconduct = open(program()
                    .server(ServerSettings.builder(orders.resource())
                            .name("orders")
                            .grant("token_exchange")
                            .from("api")
                            .build()));
            URI url = URI.create(orders.resource());
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> safeconduct.token(url))
                        .isInstanceOfSatisfying(LoginRequiredException.class, e -> assertThat(e.server())
                                .isEqualTo(api.resource()));
            }
            assertThatThrownBy(() -> safeconduct.reauthorize(url, Authorization.none(), List.of(orders.challenge())))
                    .isInstanceOfSatisfying(LoginRequiredException.class, e -> assertThat(e.server())
                            .isEqualTo(api.resource()));
            assertThatThrownBy(() -> safeconduct.login(url)).hasMessageContaining("Log in to " + api.resource());

            safeconduct.login(server());
            clock.forward(Duration.ofSeconds(2)); // a store is believed for one
            assertThat(as.lookup(safeconduct.token(url).value()).orElseThrow().resources())
                    .containsExactly(orders.resource());
            safeconduct.logout(server());
            assertThatThrownBy(() -> safeconduct.token(url)).isInstanceOf(LoginRequiredException.class);
        }
    }

    @Test
    void a_logout_that_the_authorization_server_does_not_hear_of_says_so_and_forgets_all_the_same() throws Exception {
        Safeconduct safeconduct = open(program());
        safeconduct.login(server());
        as.next("/revoke", 1, Reply.status(503));

        assertThatThrownBy(() -> safeconduct.logout(server()))
                .isInstanceOf(OAuthException.class)
                .hasMessageContaining("is gone from here")
                .hasMessageContaining("503");
        assertThat(safeconduct.authorization("GET", server()).isNone()).isTrue();
        assertThatThrownBy(() -> safeconduct.token(server())).isInstanceOf(LoginRequiredException.class);
    }

    /** Such a URI is known by its object, which must not stand for another one. */
    @Test
    void uris_that_a_program_keeps_are_told_apart() throws Exception {
        Safeconduct safeconduct = open(program());
        safeconduct.login(server());
        URI kept = server();
        URI elsewhere = URI.create("http://localhost:" + api.port() + "/mcp");

        for (URI uri : List.of(kept, kept, kept, elsewhere, elsewhere, kept)) {
            assertThat(safeconduct.authorization("GET", uri).isNone()).isEqualTo(uri.equals(elsewhere));
        }
        safeconduct.logout(server());
        assertThat(safeconduct.authorization("GET", kept).isNone()).isTrue();
        safeconduct.login(server());
        assertThat(safeconduct.authorization("GET", kept).isNone()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://someone@H/mcp",
                "http://H/mcp-evil",
                "http://H/mcp/../admin",
                "https://H/mcp",
                "http://H.evil/mcp",
                "http://H/",
                "mailto:a@b"
            })
    void no_other_uri_gets_a_token(String uri) throws Exception {
        Safeconduct safeconduct = open(program());
        safeconduct.login(server());
        URI other = URI.create(uri.replace("H", "127.0.0.1:" + api.port()));

        assertThat(safeconduct.authorization("GET", other).isNone()).isTrue();
        assertThat(safeconduct.authorizationAsync("GET", other)).isCompletedWithValue(Authorization.none());
        assertThat(safeconduct
                        .reauthorize(other, Authorization.none(), List.of(api.challenge()))
                        .isNone())
                .isTrue();
    }

    @Test
    void who_must_log_in_is_told_by_an_exception_and_nobody_is_asked() throws Exception {
        Safeconduct safeconduct = open(program());

        assertThatThrownBy(() -> safeconduct.token(server())).isInstanceOf(LoginRequiredException.class);
        List<CompletableFuture<?>> later = List.of(
                safeconduct.tokenAsync(server()),
                safeconduct.reauthorizeAsync(server(), Authorization.none(), List.of(api.challenge())));
        for (CompletableFuture<?> each : later) {
            assertThatThrownBy(() -> each.get(30, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(LoginRequiredException.class);
        }
        assertThat(as.requests()).isEmpty();
    }

    @Test
    void without_a_login_the_request_goes_out_and_its_challenge_leads_to_the_login() throws Exception {
        api.metadataAt("/named/in-the-challenge-only");
        Safeconduct safeconduct = open(program().login(LoginMode.AUTO));

        assertThat(safeconduct.authorization("GET", server()).isNone()).isTrue();
        assertThat(safeconduct.authorizationAsync("GET", server()).get(30, TimeUnit.SECONDS))
                .isEqualTo(Authorization.none());
        assertThat(as.requestsTo("/authorize")).isEmpty();

        Authorization authorization = safeconduct.reauthorize(server(), Authorization.none(), List.of(api.challenge()));
        assertThat(authorization.isNone()).isFalse();
        assertThat(safeconduct.authorization("GET", server())).isEqualTo(authorization);
        assertThat(as.requestsTo("/authorize")).hasSize(1);
        assertThat(safeconduct.token(server()).type()).isEqualTo("Bearer");
    }

    @Test
    void a_401_of_a_further_url_opens_no_login_and_says_that_one_is_needed() throws Exception {
        URI further = URI.create("https://further.example/mcp");
        Safeconduct safeconduct =
                open(program().login(LoginMode.AUTO).set("safeconduct.server.api.urls", further.toString()));

        assertThatThrownBy(() -> safeconduct.reauthorize(further, Authorization.none(), List.of(api.challenge())))
                .isInstanceOf(LoginRequiredException.class)
                .hasMessageContaining(api.resource());
        assertThat(as.requests()).isEmpty();
    }

    @Test
    void a_token_is_given_with_its_type_expiry_and_scope_and_without_the_refresh_token() throws Exception {
        Safeconduct safeconduct = open(program().set("safeconduct.server.api.scope", "read"));
        safeconduct.login(server());

        AccessToken token = safeconduct.token(URI.create(api.resource() + "/below"));
        assertThat(safeconduct.authorization("GET", server()).carries(token.value()))
                .isTrue();
        assertThat(token.type()).isEqualTo("Bearer");
        assertThat(token.expiresAt()).isAfter(clock.instant());
        assertThat(token.scope()).isEqualTo("read");
        assertThat(token.toString()).doesNotContain("canary-");

        clock.forward(Duration.ofHours(2));
        AccessToken renewed = safeconduct.tokenAsync(server()).get(30, TimeUnit.SECONDS);
        assertThat(renewed.value()).isNotEqualTo(token.value());
        assertThat(renewed.expiresAt()).isAfter(clock.instant());
        assertThatThrownBy(() -> safeconduct.token(URI.create("https://x.example/")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void under_auto_the_request_waits_for_the_person() throws Exception {
        Safeconduct safeconduct = open(program().set("safeconduct.login", "auto"));

        assertThat(safeconduct.authorization("GET", server()).isNone()).isTrue();
        assertThat(safeconduct
                        .reauthorize(server(), Authorization.none(), List.of(api.challenge()))
                        .isNone())
                .isFalse();
        assertThat(safeconduct.authorization("GET", server()).isNone()).isFalse();
        assertThat(as.requestsTo("/authorize")).hasSize(1);
    }

    @Test
    void a_service_needs_nobody() throws Exception {
        as.client("service", "s3cret-canary-");
        Safeconduct safeconduct = open(program()
                .set("safeconduct.server.api.grant", "client_credentials")
                .set("safeconduct.server.api.client-id", "service")
                .set("safeconduct.server.api.client-secret", "s3cret-canary-"));

        assertThat(safeconduct.authorization("GET", server()).isNone()).isFalse();
        assertThatThrownBy(() -> safeconduct.login(server())).hasMessageContaining("client_credentials");
    }

    @Test
    void trouble_that_may_pass_is_told_as_such_and_costs_no_login() throws Exception {
        Safeconduct safeconduct = open(program());
        safeconduct.login(server());
        clock.forward(Duration.ofHours(2));
        as.next("/token", 1, Reply.status(503));

        assertThatThrownBy(() -> safeconduct.authorization("GET", server()))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("503");
        assertThatThrownBy(() -> safeconduct.authorization("GET", server())).isInstanceOf(TransientException.class);
        assertThat(as.refreshCount()).isEqualTo(1);

        clock.forward(Duration.ofMinutes(2));
        assertThat(safeconduct.authorization("GET", server()).isNone()).isFalse();
    }

    @Test
    void a_challenge_is_answered_once_and_a_server_that_always_refuses_costs_one_refresh_a_minute() throws Exception {
        Safeconduct safeconduct = open(program());
        safeconduct.login(server());
        Authorization first = safeconduct.authorization("GET", server());
        as.endAccessTokens();

        Authorization answer = safeconduct.reauthorize(server(), first, List.of(api.challenge()));
        assertThat(answer.isNone()).isFalse();
        assertThat(answer).isNotEqualTo(first);
        assertThat(safeconduct.authorization("GET", server())).isEqualTo(answer);
        assertThat(safeconduct.reauthorize(server(), first, List.of(api.challenge())))
                .isEqualTo(answer);

        for (int i = 0; i < 3; i++) {
            assertThat(safeconduct
                            .reauthorize(server(), answer, List.of(api.challenge()))
                            .isNone())
                    .isTrue();
        }
        assertThat(as.refreshCount()).isEqualTo(1);
        assertThat(safeconduct
                        .reauthorize(server(), answer, List.of("Basic realm=\"x\""))
                        .isNone())
                .isTrue();
    }

    @Test
    void sessions_have_tokens_of_their_own() throws Exception {
        Safeconduct safeconduct = open(program());
        safeconduct.session("ann").login(server());

        for (Session other : List.of(safeconduct.session("bob"), safeconduct)) {
            assertThat(other.authorization("GET", server()).isNone()).isTrue();
            assertThatThrownBy(() -> other.token(server())).isInstanceOf(LoginRequiredException.class);
        }

        safeconduct.session("bob").login(server());
        Authorization anns = safeconduct.session("ann").authorization("GET", server());
        assertThat(safeconduct.session("bob").authorization("GET", server())).isNotEqualTo(anns);
        safeconduct.session("bob").logout(server());
        assertThat(safeconduct.session("ann").authorization("GET", server())).isEqualTo(anns);
        assertThatThrownBy(() -> safeconduct.session("")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "who\ud800", "\udc00who"})
    void an_id_that_could_be_taken_for_another_one_is_no_session(String id) throws Exception {
        Safeconduct safeconduct = open(program());
        safeconduct.session("who?").login(server());

        assertThatThrownBy(() -> safeconduct.session(id).logout(server())).isInstanceOf(IllegalArgumentException.class);
        assertThat(safeconduct.session("who?").authorization("GET", server()).isNone())
                .isFalse();
    }

    @Test
    void an_id_may_say_anything_within_a_length_that_every_store_takes() throws Exception {
        Safeconduct safeconduct = open(program());
        String longest = "\ud83d\ude00".repeat(Safeconduct.MAX_SESSION_ID / 2);
        Authorization anns = authorizationOf(safeconduct.session("ann"));

        for (String id : List.of(longest, "ann\0" + api.resource(), "../ann", " ann", "Ann", "a\u0301nn", "\u00e1nn")) {
            assertThat(authorizationOf(safeconduct.session(id))).isNotEqualTo(anns);
        }
        assertThat(safeconduct.session("ann").authorization("GET", server())).isEqualTo(anns);
        assertThatThrownBy(() -> safeconduct.session(longest + "x")).isInstanceOf(IllegalArgumentException.class);
    }

    private Authorization authorizationOf(Session session) throws OAuthException {
        session.login(server());
        return session.authorization("GET", server());
    }

    @Test
    void two_clients_of_one_store_refresh_once() throws Exception {
        List<Safeconduct> both = List.of(open(program()), open(program()));
        both.get(0).login(server());
        both.get(1).authorization("GET", server());
        clock.forward(Duration.ofHours(2));

        List<Authorization> found =
                both.stream().map(each -> each.authorizationAsync("GET", server())).toList().stream()
                        .map(CompletableFuture::join)
                        .distinct()
                        .toList();
        assertThat(found).hasSize(1).noneMatch(Authorization::isNone);
        assertThat(as.refreshCount()).isEqualTo(1);
    }

    @Test
    void a_wrong_configuration_is_one_exception_that_names_every_problem_and_its_origin() throws Exception {
        Path file = Files.writeString(directory.resolve("wrong.properties"), "safeconduct.login = perhaps\n");
        Safeconduct.Builder builder = Safeconduct.builder()
                .set("safeconduct.servre.api.url", "https://x.example")
                .set("safeconduct.server.b.url", "ftp://x.example")
                .configuration(file);

        assertThatThrownBy(builder::build)
                .isInstanceOf(OAuthException.class)
                .hasMessageContaining("safeconduct.servre.api.url")
                .hasMessageContaining("safeconduct.server.b.url")
                .hasMessageContaining("(set in the program)")
                .hasMessageContaining("safeconduct.login is not one of never, prompt, auto (file " + file + " line 1)");
    }

    @Test
    void what_the_program_says_counts_before_the_file() throws Exception {
        Path file = Files.writeString(
                directory.resolve("a.properties"), "safeconduct.login = perhaps\nsafeconduct.store = memory\n");

        open(Safeconduct.builder()
                .configuration(file)
                .set("safeconduct.login", "never")
                .server("https://x.example"));
    }

    @Test
    void a_client_without_a_server_is_refused_at_once_with_the_remedy() throws Exception {
        Path file = NoSettings.in(directory);
        assertThatThrownBy(() -> open(
                        Safeconduct.builder().set("safeconduct.store", "memory").configuration(file)))
                .isInstanceOf(OAuthException.class)
                .hasMessageContaining("No server is configured")
                .hasMessageContaining("Safeconduct.builder().server(");
    }

    @Test
    void typed_settings_are_the_keys_of_the_configuration() throws Exception {
        as.client("service", "s3cret-canary-");
        ServerSettings settings = ServerSettings.builder(api.resource())
                .issuer(as.issuer())
                .clientId("service")
                .clientSecret("s3cret-canary-")
                .grant("client_credentials")
                .scope("read")
                .build();
        Safeconduct safeconduct = open(Safeconduct.builder()
                .server(settings)
                .server(ServerSettings.builder("https://x.example").name("x").build())
                .login(LoginMode.NEVER)
                .set("safeconduct.store", "memory")
                .configuration(NoSettings.in(directory))
                .clock(clock));

        assertThat(safeconduct.token(server()).scope()).isEqualTo("read");
        assertThat(as.requestsTo("/token").get(0).parameter("grant_type")).isEqualTo("client_credentials");
        assertThat(safeconduct.status().servers())
                .extracting(server -> server.name())
                .containsExactly("default", "x");
        assertThat(settings.toString()).isEqualTo("ServerSettings[" + api.resource() + "]");
        assertThatThrownBy(() ->
                        ServerSettings.builder("https://x.example").scope("a").set("scope", "b"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("scope is set already");
        assertThatThrownBy(() -> Safeconduct.builder().login(LoginMode.AUTO).set("safeconduct.login", "never"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("safeconduct.login is set already");
    }

    @Test
    void both_builders_refuse_a_second_value_in_the_same_words() {
        assertThatThrownBy(() ->
                        OAuthClient.builder().timeout(Duration.ofSeconds(1)).timeout(Duration.ofSeconds(2)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("timeout is set already");
        assertThatThrownBy(() -> OAuthClient.builder().allowHttp().allowHttp())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("allowHttp is set already");
        assertThatThrownBy(() -> Safeconduct.builder().clock(clock).clock(clock))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("clock is set already");
    }

    @Test
    void an_option_is_set_once_and_a_missing_provider_is_named() {
        assertThatThrownBy(() -> Safeconduct.builder().browser(BROWSER).browser(BROWSER))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("browser is set already");
        assertThatThrownBy(() ->
                        Safeconduct.builder().set("safeconduct.login", "auto").set("safeconduct.login", "x"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("safeconduct.login is set already");
        assertThatThrownBy(
                        () -> program().set("safeconduct.discovery", "nowhere").build())
                .isInstanceOf(OAuthException.class);
    }

    @Test
    void an_unknown_server_can_be_named_and_a_closed_client_says_that_it_is() throws Exception {
        Safeconduct safeconduct = open(program());

        assertThatThrownBy(() -> safeconduct.login(URI.create("https://x.example/")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("No configured server has this URL");
        safeconduct.close();
        safeconduct.close();
        assertThatThrownBy(() -> safeconduct.authorization("GET", server())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_close_ends_the_login_that_waits_and_says_so() throws Exception {
        as.loginPage(true);
        CountDownLatch opened = new CountDownLatch(1);
        Safeconduct safeconduct = open(program(prompt -> opened.countDown()));
        CompletableFuture<Void> login = CompletableFuture.runAsync(() -> {
            try {
                safeconduct.login(server());
            } catch (OAuthException e) {
                throw new CompletionException(e);
            }
        });
        assertThat(opened.await(60, TimeUnit.SECONDS)).isTrue();
        safeconduct.close();

        assertThatThrownBy(() -> login.get(60, TimeUnit.SECONDS))
                .hasCauseInstanceOf(OAuthException.class)
                .hasMessageContaining("given up")
                .hasMessageNotContaining("fault");
    }

    @Test
    void a_close_leaves_no_thread_though_somebody_keeps_the_closed_client() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        Safeconduct safeconduct = open(program());
        safeconduct.login(server());
        List<Thread> ours = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("HttpClient-") && !before.contains(thread))
                .toList();
        assertThat(ours).isNotEmpty();
        safeconduct.close();

        for (Thread thread : ours) {
            for (int i = 0; i < 300 && thread.isAlive(); i++) {
                System.gc(); // before Java 21 a client ends when nobody refers to it
                thread.join(200);
            }
            assertThat(thread.isAlive()).isFalse();
        }
    }

    @Test
    void an_interrupt_ends_the_wait_for_a_login() throws Exception {
        as.loginPage(true);
        Thread caller = Thread.currentThread();
        Safeconduct safeconduct = open(Safeconduct.builder()
                .server(api.resource())
                .set("safeconduct.store", "memory")
                .configuration(NoSettings.in(directory))
                .browser(prompt -> caller.interrupt()));

        assertThatThrownBy(() -> safeconduct.login(server())).isInstanceOf(TransientException.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}
