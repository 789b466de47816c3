package dev.safeconduct.client.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.internal.concurrent.ExitGuard;
import dev.safeconduct.client.internal.endpoint.DeviceAuthorizationEndpoint;
import dev.safeconduct.client.internal.log.EventLog;
import dev.safeconduct.client.internal.login.DeviceLogin;
import dev.safeconduct.client.internal.login.LoginDiscovery;
import dev.safeconduct.client.internal.login.LoginIntake;
import dev.safeconduct.client.internal.login.LoginWay;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.oauth.InsecureEndpointException;
import dev.safeconduct.spi.LoginPrompt;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.testkit.Reply;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A login by a code that a person enters elsewhere (RFC 8628). */
class DeviceLoginTest extends ClientTest {

    private static final String GRANT_TYPE = "urn:ietf:params:oauth:grant-type:device_code";

    private static final EventLog NO_LOG = new EventLog() {
        @Override
        public boolean enabled(Level level) {
            return false;
        }

        @Override
        public void log(Level level, String message, @Nullable Throwable cause) {}
    };

    private final List<LoginPrompt> prompts = new CopyOnWriteArrayList<>();
    private final List<Duration> waits = new CopyOnWriteArrayList<>();

    @BeforeEach
    void offer() {
        as.deviceAuthorization(Duration.ofSeconds(5));
    }

    private DeviceLogin login(TestClient client, DeviceLogin.Pause pause, Executor executor) {
        ClientCore core = client.core;
        return new DeviceLogin(
                new LoginDiscovery(core.records(), NO_LOG),
                core.registrar(),
                new DeviceAuthorizationEndpoint(core.transport(), core.tokenRequests(), clock),
                new LoginIntake(
                        core.records(),
                        core.registrar(),
                        core.tokenRequests(),
                        core.idTokens(),
                        new ExitGuard(() -> {}),
                        clock),
                pause,
                executor,
                clock);
    }

    private static LoginWay.Order order(TestClient client, LoginWay.Presenter presenter) {
        return new LoginWay.Order(
                client.core.access(client.server(), client.server().tokenKey()),
                List.of(),
                true,
                Duration.ofMinutes(30),
                presenter);
    }

    /** Logs in with time that passes at once; {@code onWait} is told which wait has begun. */
    private TokenRecord logIn(TestClient client, IntConsumer onWait) throws Exception {
        DeviceLogin login = login(
                client,
                (time, task) -> {
                    waits.add(time);
                    onWait.accept(waits.size());
                    clock.forward(time);
                    return CompletableFuture.runAsync(task);
                },
                client.core.workers());
        try {
            return login.start(order(client, prompts::add)).get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof OAuthException cause ? cause : e;
        }
    }

    private TokenRecord logIn(TestClient client) throws Exception {
        return logIn(client, wait -> allow());
    }

    private void allow() {
        as.userCodes().forEach(code -> as.decide(code, true));
    }

    @Test
    void a_person_enters_the_code_and_the_login_is_stored_with_its_refresh_token() throws Exception {
        TestClient client = client("server.api.grant", "device_code", "server.api.scope", "read");

        TokenRecord record = logIn(client);

        assertThat(prompts).singleElement().satisfies(prompt -> {
            assertThat(prompt.uri()).isEqualTo(URI.create(as.issuer() + "/device"));
            assertThat(prompt.userCode()).isEqualTo(as.userCodes().get(0));
        });
        assertThat(as.requestsTo("/device_authorization")).singleElement().satisfies(request -> {
            assertThat(request.parameter("scope")).isEqualTo("read");
            assertThat(request.parameter("resource")).isEqualTo(api.resource());
        });
        assertThat(record.isRefreshable()).isTrue();
        assertThat(client.get(api.resource()).status()).isEqualTo(200);
        clock.forward(Duration.ofHours(2));
        assertThat(client.get(api.resource()).status()).isEqualTo(200);
        assertThat(as.refreshCount()).isOne();
        assertThat(as.requestsTo("/authorize")).isEmpty();
    }

    @Test
    void the_client_is_registered_for_this_grant_beside_that_of_loopback_logins() throws Exception {
        TestClient client = client();
        client.get(api.resource());

        logIn(client);
        logIn(client);

        assertThat(as.clients())
                .extracting(registered -> registered.metadata().get("grant_types"))
                .containsExactlyInAnyOrder(
                        List.of("authorization_code", "refresh_token"), List.of(GRANT_TYPE, "refresh_token"));
        assertThat(as.clients())
                .filteredOn(registered -> registered.redirectUris().isEmpty())
                .singleElement()
                .satisfies(registered -> assertThat(registered.metadata()).containsEntry("response_types", List.of()));
    }

    @Test
    void a_server_that_takes_no_empty_list_registers_the_client_without() throws Exception {
        as.on(
                "/register",
                request -> request.body().contains("[ ]")
                        ? Reply.oauthError(400, "invalid_request", "redirect_uris cannot be empty")
                        : null);

        logIn(client());

        assertThat(as.clients()).singleElement().satisfies(registered -> assertThat(registered.metadata())
                .containsEntry("grant_types", List.of(GRANT_TYPE, "refresh_token"))
                .doesNotContainKeys("redirect_uris", "response_types"));
    }

    @Test
    void a_client_that_the_server_has_forgotten_is_registered_again_at_once() throws Exception {
        TestClient client = client();
        logIn(client);
        as.forgetClients();

        assertThat(logIn(client)).isNotNull();

        assertThat(as.requestsTo("/register")).hasSize(2);
    }

    @Test
    void t44_no_request_comes_before_the_interval_is_over() throws Exception {
        logIn(client(), wait -> {
            if (wait == 3) {
                as.next("/token", 1, Reply.json(400, Map.of("error", "slow_down")));
            }
            if (wait == 5) {
                allow();
            }
        });

        assertThat(waits).containsExactly(seconds(5), seconds(5), seconds(5), seconds(10), seconds(10));
        assertThat(as.earlyPolls()).isZero();
        assertThat(as.tokenRequests(GRANT_TYPE)).hasSize(5);
    }

    @Test
    void t44_failures_lengthen_the_interval_until_there_is_a_response() throws Exception {
        logIn(client(), wait -> {
            if (wait == 1) {
                as.next("/token", 1, Reply.status(503));
            }
            if (wait == 2) {
                as.next("/token", 1, Reply.status(429).header("Retry-After", "33"));
            }
            if (wait == 4) {
                allow();
            }
        });

        assertThat(waits).containsExactly(seconds(5), seconds(10), seconds(33), seconds(5));
    }

    @Test
    void t44_a_server_that_names_no_interval_is_asked_every_five_seconds() throws Exception {
        as.deviceAuthorizationResponse(members -> members.remove("interval"));

        logIn(client());

        assertThat(waits).containsExactly(seconds(5));
    }

    @Test
    void t44_no_request_comes_after_the_code_has_expired() throws Exception {
        as.deviceAuthorizationResponse(members -> members.put("expires_in", 12));

        assertThatThrownBy(() -> logIn(client(), wait -> {})).hasMessageContaining("The code was not entered in time");

        assertThat(as.tokenRequests(GRANT_TYPE)).hasSize(2);
    }

    @Test
    void where_no_thread_can_wait_the_login_is_given_up() throws Exception {
        TestClient client = client();
        DeviceLogin.Pause none = (time, task) -> {
            task.run(); // as the timer does where it has no thread
            return CompletableFuture.completedFuture(null);
        };

        CompletableFuture<TokenRecord> ended =
                login(client, none, Runnable::run).start(order(client, prompts::add));

        assertThat(ended).isCompletedExceptionally();
        assertThat(as.tokenRequests(GRANT_TYPE)).isEmpty();
    }

    @Test
    void a_refusal_ends_the_login() throws Exception {
        TestClient client = client();

        assertThatThrownBy(() -> logIn(client, wait -> as.decide(as.userCodes().get(0), false)))
                .hasMessageContaining("access_denied");

        assertThat(as.tokenRequests(GRANT_TYPE)).hasSize(1);
    }

    @Test
    void t44_the_page_for_the_code_is_https_or_on_this_machine() throws Exception {
        as.deviceAuthorizationResponse(members -> members.put("verification_uri", "http://192.0.2.1/device"));

        assertThatThrownBy(() -> logIn(client("server.api.allow-private-issuer", "true")))
                .isInstanceOf(InsecureEndpointException.class);

        assertThat(prompts).isEmpty();
    }

    @Test
    void t45_a_code_is_shown_without_what_could_act_in_a_terminal() throws Exception {
        as.deviceAuthorizationResponse(members -> members.put("user_code", "AB\u001b[2JCD\u202eEF\nGH"));

        logIn(client());

        assertThat(prompts.get(0).userCode()).isEqualTo("AB[2JCDEF GH");
    }

    @Test
    void a_server_that_does_not_offer_it_is_named() throws Exception {
        as.metadata(metadata -> metadata.remove("device_authorization_endpoint"));

        assertThatThrownBy(() -> logIn(client()))
                .hasMessageContaining(as.issuer())
                .hasMessageContaining("RFC 8628");

        assertThat(as.requestsTo("/register")).isEmpty();
    }

    @Test
    void a_program_tells_page_and_code_and_opens_no_browser_that_was_not_chosen() throws Exception {
        as.deviceAuthorization(Duration.ofSeconds(1));
        TestClient client = client("server.api.grant", "device_code", "browser", "", "browser.command", "");

        CompletableFuture<TestClient.Outcome> request = CompletableFuture.supplyAsync(() -> {
            try {
                return client.get(api.resource());
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        List<String> told = new ArrayList<>();
        while (told.isEmpty() && !request.isDone()) {
            client.log.stream().filter(line -> line.contains("enter the code")).forEach(told::add);
            Thread.onSpinWait();
        }
        String code = as.userCodes().get(0);
        assertThat(told.get(0)).contains(as.issuer() + "/device").contains(code);
        as.decide(code, true);

        assertThat(request.get(30, TimeUnit.SECONDS).status()).isEqualTo(200);
        assertThat(as.requestsTo("/device")).isEmpty();
        assertThat(as.earlyPolls()).isZero();
    }

    @Test
    void a_login_that_waits_ends_with_its_client() throws Exception {
        TestClient client = client("server.api.grant", "device_code");
        CompletableFuture<TokenRecord> login = client.core
                .deviceLogin()
                .start(order(client, prompt -> client.core.deviceLogin().close()));

        assertThatThrownBy(() -> login.get(30, TimeUnit.SECONDS)).isInstanceOf(Exception.class);
        assertThat(as.tokenRequests(GRANT_TYPE)).isEmpty();
    }

    private static Duration seconds(int seconds) {
        return Duration.ofSeconds(seconds);
    }
}
