package dev.safeconduct.client.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.internal.TestClient.Outcome;
import dev.safeconduct.client.internal.record.RegistrationPlace;
import dev.safeconduct.client.internal.record.StoredRegistration;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.internal.transport.Form;
import dev.safeconduct.spi.BrowserOpener;
import dev.safeconduct.spi.LoginPrompt;
import dev.safeconduct.testkit.FakeProtectedResource;
import dev.safeconduct.testkit.FollowingBrowser;
import dev.safeconduct.testkit.RecordedRequest;
import dev.safeconduct.testkit.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a client is registered at servers of all kinds, and how a registration that is of no more use is replaced. */
class RegistrationTest extends ClientTest {

    private static void browse(LoginPrompt prompt) {
        Thread browser = new Thread(() -> {
            try {
                FollowingBrowser.open(prompt.uri());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        browser.setDaemon(true);
        browser.start();
    }

    /** A user asks for a login, and goes to its page. */
    private static TokenRecord login(TestClient client) throws Exception {
        return login(client, RegistrationTest::browse);
    }

    private static TokenRecord login(TestClient client, BrowserOpener browser) throws Exception {
        return new Operations(client.core)
                .login(client.server(), List.of(), browser)
                .get(60, TimeUnit.SECONDS);
    }

    /** A user asks for a login that no response comes to. */
    private static void loginInVain(TestClient client) {
        assertThatThrownBy(() -> login(client, prompt -> {}))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("was not finished");
    }

    private List<RecordedRequest> registrations() {
        return as.requestsTo("/register");
    }

    private StoredRegistration stored(TestClient client) throws Exception {
        return client.core
                .records()
                .registrations()
                .read(RegistrationPlace.ofLoopback(as.issuer()))
                .value();
    }

    /** Refuses registrations that contain this, with an error that may or may not name it. */
    private void refuses(String part, int status, String error, String description) {
        as.on(
                "/register",
                request -> request.body().contains(part) ? Reply.oauthError(status, error, description) : null);
    }

    /** A server that holds each client to the scope of its registration. */
    private void holdsToScope() {
        as.on("/authorize", request -> isWithin(request) ? null : back(request, "invalid_scope"));
    }

    private boolean isWithin(RecordedRequest request) {
        String wanted = request.parameter("scope");
        return as.clients().stream()
                .filter(client -> client.clientId().equals(request.parameter("client_id")))
                .anyMatch(client -> wanted == null
                        || List.of(String.valueOf(client.metadata().get("scope"))
                                        .split(" "))
                                .containsAll(List.of(wanted.split(" "))));
    }

    /** An error that comes to the redirect URI. */
    private Reply back(RecordedRequest request, String error) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("error", error);
        parameters.put("state", request.parameter("state"));
        parameters.put("iss", as.issuer());
        return Reply.redirect(
                302,
                Form.addToQuery(URI.create(request.parameter("redirect_uri")), parameters)
                        .toString());
    }

    // What is asked for

    @Test
    void a_client_is_registered_without_a_scope_so_that_it_may_ask_for_any() throws Exception {
        TestClient client = client("server.api.scope", "mail.read");

        login(client);

        assertThat(registrations()).singleElement().satisfies(request -> assertThat(request.body())
                .doesNotContain("\"scope\""));
        assertThat(as.requestsTo("/authorize").get(0).parameter("scope")).isEqualTo("mail.read");
    }

    @Test
    void a_server_that_allows_one_redirect_uri_gets_one() throws Exception {
        as.on(
                "/register",
                request -> request.body().split("/callback", -1).length > 2
                        ? Reply.oauthError(400, "invalid_redirect_uri", "exactly one")
                        : null);

        login(client());

        assertThat(registrations()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"grant_types: refresh_token is not allowed", "a part of the request is not allowed"})
    void a_server_that_registers_no_refresh_token_grant_gets_a_client_without(String description) throws Exception {
        refuses("\"refresh_token\"", 400, "invalid_client_metadata", description);

        login(client());

        assertThat(registrations()).hasSizeBetween(2, 3);
    }

    @Test
    void a_client_id_that_is_a_number_is_one() throws Exception {
        as.client("4711", null).registrationResponse(response -> response.put("client_id", 4711));

        assertThat(login(client()).clientId()).isEqualTo("4711");
    }

    @Test
    void a_method_without_a_secret_is_none() throws Exception {
        as.registrationResponse(response -> response.put("token_endpoint_auth_method", "client_secret_basic"));

        assertThat(login(client()).clientAuth()).isEqualTo("none");
    }

    @Test
    void a_secret_that_came_with_the_method_none_is_sent_where_the_server_wants_it() throws Exception {
        as.registrationAuthMethod("client_secret_post")
                .registrationResponse(response -> response.put("token_endpoint_auth_method", "none"));
        TestClient client = client();
        assertThat(login(client).clientAuth()).isEqualTo("client_secret_post");
        assertThat(stored(client).current().client().authMethod()).isEqualTo("client_secret_post");
        clock.forward(Duration.ofHours(2));

        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 1));
        assertThat(as.tokenRequests("refresh_token")).hasSize(1);
    }

    @Test
    void none_is_asked_for_only_where_the_metadata_list_it_or_list_nothing() throws Exception {
        as.registrationAuthMethod("client_secret_basic")
                .metadata(metadata -> metadata.put(
                        "token_endpoint_auth_methods_supported", List.of("client_secret_basic", "client_secret_post")));

        assertThat(login(client()).clientAuth()).isEqualTo("client_secret_basic");
        assertThat(registrations()).singleElement().satisfies(request -> assertThat(request.body())
                .contains("\"token_endpoint_auth_method\": \"client_secret_basic\""));
    }

    @Test
    void the_configured_client_authentication_is_asked_for() throws Exception {
        as.registrationAuthMethod("client_secret_post");

        assertThat(login(client("server.api.client-auth", "client_secret_post")).clientAuth())
                .isEqualTo("client_secret_post");
        assertThat(registrations().get(0).body()).contains("\"token_endpoint_auth_method\": \"client_secret_post\"");
    }

    // One for all servers and scopes of an issuer

    @Test
    void a_client_that_is_held_to_its_scope_is_registered_with_all_that_was_asked_for() throws Exception {
        holdsToScope();
        TestClient first = client("server.api.scope", "mail.read");
        login(first);
        assertThat(registrations()).hasSize(2);

        try (FakeProtectedResource files = FakeProtectedResource.start(as)) {
            login(client("server.api.url", files.resource(), "server.api.scope", "files.read"));
            assertThat(registrations()).hasSize(3);
            assertThat(registrations().get(2).body()).contains("\"scope\": \"mail.read files.read\"");

            login(first);
            assertThat(registrations()).hasSize(3);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403})
    void a_scope_that_cannot_be_registered_is_left_out_and_not_tried_again(int status) throws Exception {
        as.on("/authorize", request -> back(request, "invalid_scope"));
        refuses("\"scope\"", status, "invalid_client_metadata", "no such scope");
        TestClient client = client("server.api.scope", "mail.read");

        assertThatThrownBy(() -> login(client)).hasMessageContaining("invalid_scope");
        assertThatThrownBy(() -> login(client)).hasMessageContaining("invalid_scope");
        assertThat(registrations()).as("without, with, without").hasSize(3);
    }

    // Healing

    @Test
    void a_client_that_the_server_has_forgotten_on_a_page_of_its_own_is_replaced_by_the_next_login() throws Exception {
        TestClient client = client("login.timeout", "1s");
        login(client);
        as.forgetClients();
        assertThatThrownBy(() -> login(client)).hasMessageContaining("was not finished");

        assertThat(login(client).clientId()).isEqualTo(as.clients().get(0).clientId());
        assertThat(registrations()).hasSize(2);
    }

    @Test
    void a_login_that_is_canceled_is_one_without_a_response() throws Exception {
        TestClient client = client();
        login(client);
        as.forgetClients();
        var login = new Operations(client.core).login(client.server(), List.of(), prompt -> client.core.close());
        assertThatThrownBy(() -> login.get(60, TimeUnit.SECONDS)).hasMessageContaining("given up");

        login(client());
        assertThat(registrations()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"invalid_client", "unauthorized_client"})
    void a_client_that_is_refused_by_redirect_is_replaced_by_the_next_login(String error) throws Exception {
        TestClient client = client();
        String forgotten = login(client).clientId();
        as.on("/authorize", request -> forgotten.equals(request.parameter("client_id")) ? back(request, error) : null);
        assertThatThrownBy(() -> login(client)).hasMessageContaining(error);

        assertThat(login(client).clientId()).isNotEqualTo(forgotten);
        assertThat(registrations()).hasSize(2);
    }

    @Test
    void a_client_that_is_refused_with_its_code_is_replaced_by_the_next_login_of_a_program_too() throws Exception {
        TestClient client = client();
        as.next("/token", 1, Reply.oauthError(401, "invalid_client", "unknown"));
        assertThat(client.get(api.resource()).status()).isEqualTo(401);
        clock.forward(Duration.ofMinutes(11));

        assertThat(client.get(api.resource()).status()).isEqualTo(200);
        assertThat(registrations()).hasSize(2);
    }

    @Test
    void a_client_whose_refresh_is_refused_is_replaced_by_the_next_login() throws Exception {
        TestClient client = client("login", "never");
        String forgotten = login(client).clientId();
        clock.forward(Duration.ofHours(2));
        as.next("/token", 1, Reply.oauthError(401, "invalid_client", "unknown"));
        assertThat(client.get(api.resource()).status()).isEqualTo(401);
        assertThat(stored(client).current().doubt()).isEqualTo(StoredRegistration.Doubt.REFUSED);

        assertThat(login(client).clientId()).isNotEqualTo(forgotten);
        assertThat(registrations()).hasSize(2);
    }

    @Test
    void a_client_whose_ports_are_taken_is_replaced_by_the_next_login_of_a_user() throws Exception {
        TestClient before = client();
        String first = login(before).clientId();
        List<URI> uris = stored(before).current().client().redirectUris();
        before.close(); // which gives back its port
        TestClient client = client();
        List<ServerSocket> others = new ArrayList<>();
        try {
            for (URI uri : uris) {
                others.add(new ServerSocket(uri.getPort(), 1, InetAddress.getLoopbackAddress()));
            }
            assertThatThrownBy(() -> login(client))
                    .hasMessageContaining(":" + uris.get(0).getPort());
            assertThat(login(client).clientId()).isNotEqualTo(first);
        } finally {
            for (ServerSocket other : others) {
                other.close();
            }
        }
        assertThat(registrations()).hasSize(2);
    }

    /** Each time another program has the ports that came free: two of three may be taken. */
    @Test
    void t46_three_restarts_with_ports_taken_are_one_registration() throws Exception {
        TestClient before = client();
        login(before);
        List<URI> uris = stored(before).current().client().redirectUris();
        before.close(); // which gives back its port
        for (int free = 2; free >= 0; free--) {
            List<ServerSocket> others = new ArrayList<>();
            try {
                for (URI uri : uris) {
                    if (!uri.equals(uris.get(free))) {
                        others.add(new ServerSocket(uri.getPort(), 1, InetAddress.getLoopbackAddress()));
                    }
                }
                TestClient restarted = client();
                login(restarted);
                restarted.close();
            } finally {
                for (ServerSocket other : others) {
                    other.close();
                }
            }
        }
        assertThat(registrations()).hasSize(1);
        assertThat(as.requestsTo("/authorize"))
                .extracting(request -> URI.create(request.parameter("redirect_uri")))
                .hasSize(4)
                .endsWith(uris.get(2), uris.get(1), uris.get(0));
    }

    @ParameterizedTest
    @CsvSource({
        "none client_secret_basic, none",
        "client_secret_basic none, none",
        ", none",
        "client_secret_post private_key_jwt, client_secret_post",
        "private_key_jwt client_secret_basic, client_secret_basic"
    })
    void t46_a_program_registers_as_native_at_three_ports_and_without_a_secret_where_it_may(
            @Nullable String listed, String method) throws Exception {
        as.metadata(metadata -> {
            metadata.remove("token_endpoint_auth_methods_supported");
            if (listed != null) {
                metadata.put("token_endpoint_auth_methods_supported", List.of(listed.split(" ")));
            }
        });
        as.registrationAuthMethod(method);

        TestClient client = client();
        login(client);

        assertThat(registrations()).singleElement().satisfies(request -> assertThat(request.body())
                .contains("\"application_type\": \"native\"", "\"token_endpoint_auth_method\": \"" + method + "\""));
        assertThat(stored(client).current().client().redirectUris())
                .hasSize(3)
                .doesNotHaveDuplicates()
                .allMatch(uri -> uri.getHost().equals("127.0.0.1") && uri.getPort() > 0);
        try (Stream<Path> files = Files.list(directory.resolve("registrations"))) {
            assertThat(files).isNotEmpty().allSatisfy(file -> assertThat(Files.getPosixFilePermissions(file))
                    .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
        }
    }

    @Test
    void t85_a_registration_stays_in_force_until_a_login_with_the_newer_one_has_succeeded() throws Exception {
        as.registrationAuthMethod("client_secret_basic");
        TestClient client = client("login.timeout", "1s");
        String first = login(client).clientId();
        loginInVain(client);
        loginInVain(client);
        assertThat(registrations()).hasSize(2);
        assertThat(stored(client).forLogin(false).client().clientId())
                .as("for programs")
                .isEqualTo(first);
        clock.forward(Duration.ofHours(2));

        assertThat(client.get(api.resource())).as("a refresh").isEqualTo(new Outcome(200, 1));
        assertThat(login(client).clientId()).isNotEqualTo(first);
        assertThat(stored(client).next()).isNull();
    }

    @Test
    void t85_a_user_gets_a_new_registration_three_times_an_hour_at_most() throws Exception {
        TestClient client = client("login.timeout", "1s");
        for (int i = 0; i < 6; i++) {
            loginInVain(client);
        }
        assertThat(registrations()).hasSize(4);

        clock.forward(Duration.ofMinutes(61));
        loginInVain(client);
        assertThat(registrations()).hasSize(5);
    }

    @Test
    void t85_programs_whose_page_is_not_answered_register_once() throws Exception {
        String[] nobody = {"browser.command", "true", "login.timeout", "1s"};
        try (FakeProtectedResource other = FakeProtectedResource.start(as)) {
            TestClient second = client("server.api.url", other.resource());
            login(second);
            for (int hour = 0; hour < 24; hour += 4) {
                for (int i = 0; i < 4; i++) { // of which the governor lets one open a page
                    assertThat(client(nobody).get(api.resource()).status()).isEqualTo(401);
                }
                clock.forward(Duration.ofHours(4));
            }
            assertThat(registrations()).hasSize(1);
            assertThat(second.get(other.resource())).isEqualTo(new Outcome(200, 1));
        }
    }

    @Test
    void t85_nor_do_those_of_several_jvms() throws Exception {
        try (FakeProtectedResource other = FakeProtectedResource.start(as)) {
            TestClient second = client("server.api.url", other.resource());
            login(second);
            for (int hour = 0; hour < 24; hour += 8) {
                assertNotAnswered(Duration.ofHours(hour));
            }
            assertThat(registrations()).hasSize(1);
            clock.forward(Duration.ofHours(24));
            assertThat(second.get(other.resource()).status()).isEqualTo(200);
        }
    }

    /** Two programs that start at once, so long from now, and open a page that is not answered. */
    private void assertNotAnswered(Duration later) throws Exception {
        List<ForkedClient> programs = new ArrayList<>();
        try {
            for (int i = 0; i < 2; i++) {
                programs.add(ForkedClient.start(
                        directory,
                        later,
                        api.resource(),
                        "login",
                        "auto",
                        "login.timeout",
                        "1s",
                        "login.wait",
                        "20s",
                        "browser",
                        "command",
                        "browser.command",
                        "true"));
            }
            for (ForkedClient program : programs) {
                assertThat(program.awaitRequest()).contains("status 401");
            }
        } finally {
            programs.forEach(ForkedClient::close);
        }
    }

    @Test
    void t85_programs_replace_a_client_that_is_refused_once_a_day() throws Exception {
        as.on("/authorize", request -> back(request, "unauthorized_client"));
        for (int hour = 0; hour < 22; hour += 2) {
            assertThat(client().get(api.resource()).status()).isEqualTo(401);
            clock.forward(Duration.ofHours(2));
        }
        assertThat(registrations()).hasSize(2);
    }

    @Test
    void a_logout_of_the_last_login_of_an_issuer_forgets_its_client() throws Exception {
        try (FakeProtectedResource other = FakeProtectedResource.start(as)) {
            TestClient first = client();
            TestClient second = client("server.api.url", other.resource());
            login(first);
            login(second);

            new Operations(first.core).logout(first.server());
            assertThat(stored(first)).isNotNull();
            new Operations(second.core).logout(second.server());
            assertThat(stored(first)).isNull();
        }
    }

    @Test
    void the_callback_host_counts_also_after_the_first_registration() throws Exception {
        login(client());

        TestClient named = client("callback.host", "localhost");
        login(named);

        assertThat(registrations()).hasSize(2);
        assertThat(URI.create(as.requestsTo("/authorize").get(1).parameter("redirect_uri"))
                        .getHost())
                .isEqualTo("localhost");
    }
}
