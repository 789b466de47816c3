package dev.safeconduct.client.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.Safeconduct;
import dev.safeconduct.client.internal.TestClient.Outcome;
import dev.safeconduct.client.internal.concurrent.Threads;
import dev.safeconduct.client.oauth.AuthChallenges;
import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.oauth.InsufficientScopeException;
import dev.safeconduct.testkit.FollowingBrowser;
import dev.safeconduct.testkit.RecordedRequest;
import dev.safeconduct.testkit.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a 403 with {@code insufficient_scope} leads to. */
class StepUpTest extends ClientTest {

    @BeforeEach
    void wantsMoreForSomePaths() {
        api.challengeScope("read");
        for (String scope : List.of("write", "delete", "share", "admin")) {
            api.requireScope("/" + scope, scope);
        }
    }

    private String url(String below) {
        return api.resource() + below;
    }

    /** The scopes that were asked for, each as it was written. */
    private List<String> asked() {
        return as.requestsTo("/authorize").stream()
                .map(request -> request.parameter("scope"))
                .toList();
    }

    private static List<String> warnings(TestClient client) {
        return client.log.stream()
                .filter(line -> line.startsWith("WARN") && line.contains("insufficient_scope"))
                .toList();
    }

    @Test
    void a_403_for_want_of_scope_leads_to_a_login_with_the_union_and_one_resend() throws Exception {
        TestClient client = client();
        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 2));

        assertThat(client.get(url("/write"))).isEqualTo(new Outcome(200, 2));
        assertThat(client.get(url("/write"))).isEqualTo(new Outcome(200, 1));

        assertThat(asked()).containsExactly("read", "read write");
        assertThat(warnings(client)).isEmpty();
    }

    @Test
    void where_the_challenge_names_no_scope_that_of_the_metadata_is_asked_for() throws Exception {
        api.metadata(metadata -> metadata.put("scopes_supported", List.of("read", "write")));
        api.on(
                "/mcp/open",
                request -> as.issued().size() > 1
                        ? null
                        : Reply.status(403).header("WWW-Authenticate", "Bearer error=insufficient_scope"));
        TestClient client = client();
        client.get(api.resource());

        assertThat(client.get(url("/open"))).isEqualTo(new Outcome(200, 2));

        assertThat(asked()).containsExactly("read", "read write");
    }

    @Test
    void t54_a_server_that_is_never_content_gets_no_more_than_two_further_logins() throws Exception {
        as.grantedScope(scope -> "read");
        TestClient client = client();
        client.get(api.resource());

        for (int sends : List.of(2, 2, 1, 1)) {
            assertThat(client.get(url("/write"))).isEqualTo(new Outcome(403, sends));
        }

        assertThat(asked()).containsExactly("read", "read write", "read write");
        assertThat(warnings(client)).hasSize(1);
    }

    @Test
    void a_scope_that_is_granted_begins_the_count_again() throws Exception {
        TestClient client = client();
        client.get(api.resource());

        for (String scope : List.of("write", "delete", "share", "admin")) {
            assertThat(client.get(url("/" + scope))).isEqualTo(new Outcome(200, 2));
        }

        assertThat(asked()).hasSize(5).last().isEqualTo("read write delete share admin");
    }

    @Test
    void a_scope_that_the_token_has_already_is_not_asked_for_again() throws Exception {
        api.on("/mcp/never", request -> Reply.json(403, "{\"why\":\"no\"}")
                .header("WWW-Authenticate", "Bearer error=\"insufficient_scope\", scope=\"read\""));
        TestClient client = client();
        client.get(api.resource());

        assertThat(client.get(url("/never"))).isEqualTo(new Outcome(403, 1));

        assertThat(asked()).hasSize(1);
        assertThat(warnings(client)).hasSize(1);
    }

    @Test
    void a_403_without_that_error_is_left_alone() throws Exception {
        api.on("/mcp/never", request -> Reply.status(403).header("WWW-Authenticate", "Bearer scope=\"write\""));
        TestClient client = client();
        client.get(api.resource());

        assertThat(client.get(url("/never"))).isEqualTo(new Outcome(403, 1));

        assertThat(asked()).hasSize(1);
        assertThat(warnings(client)).isEmpty();
    }

    @Test
    void a_program_that_opens_no_login_says_once_what_is_needed() throws Exception {
        client().get(api.resource());
        TestClient silent = client("login", "never");

        for (int i = 0; i < 3; i++) {
            assertThat(silent.get(url("/write"))).isEqualTo(new Outcome(403, 1));
        }

        assertThat(asked()).hasSize(1);
        assertThat(warnings(silent)).singleElement().asString().contains("needs the scope \"write\"", "Log in to");
    }

    @Test
    void the_user_of_a_web_session_is_not_told_of_a_command_line() throws Exception {
        TestClient silent = client("login", "never");
        silent.core
                .session("user-1")
                .source(silent.server())
                .stepUp(
                        Authorization.bearer("of-the-user"),
                        AuthChallenges.parse(List.of("Bearer error=insufficient_scope, scope=write")),
                        true)
                .get(20, TimeUnit.SECONDS);

        assertThat(warnings(silent)).singleElement().asString().contains("beginAuthorization");
    }

    @Test
    void a_login_that_another_program_has_made_meanwhile_is_used() throws Exception {
        TestClient client = client("login", "never");
        TestClient other = client();
        other.get(api.resource());
        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 1));
        other.get(url("/write"));

        assertThat(client.get(url("/write"))).isEqualTo(new Outcome(200, 2));

        assertThat(warnings(client)).isEmpty();
    }

    @Test
    void a_scope_that_the_user_has_configured_is_not_exceeded() throws Exception {
        TestClient client = client("server.api.scope", "read");
        client.get(api.resource());

        assertThat(client.get(url("/write"))).isEqualTo(new Outcome(403, 1));

        assertThat(asked()).hasSize(1);
        assertThat(warnings(client)).singleElement().asString().contains("safeconduct.server.api.scope=read write");
    }

    @Test
    void a_scope_that_no_scope_can_be_is_not_asked_for() throws Exception {
        refusesFor("/mcp/odd", "wri\u00a0te");
        TestClient client = client();
        client.get(api.resource());

        assertThat(client.get(url("/odd"))).isEqualTo(new Outcome(403, 1));

        assertThat(asked()).hasSize(1);
    }

    @Test
    void a_scope_that_is_too_long_for_a_page_is_not_asked_for() throws Exception {
        refusesFor("/mcp/odd", "w".repeat(3000));
        TestClient client = client();
        client.get(api.resource());

        assertThat(client.get(url("/odd"))).isEqualTo(new Outcome(403, 1));

        assertThat(asked()).hasSize(1);
    }

    private void refusesFor(String path, String scope) {
        api.on(path, request -> Reply.status(403)
                .header("WWW-Authenticate", "Bearer error=\"insufficient_scope\", scope=\"" + scope + "\""));
    }

    @Test
    void a_further_login_does_not_add_offline_access() throws Exception {
        TestClient client = client();
        client.get(api.resource());
        as.metadata(metadata -> metadata.put("scopes_supported", List.of("read", "write", "offline_access")));
        clock.forward(Duration.ofHours(2)); // the metadata is read again

        assertThat(client.get(url("/write")).status()).isEqualTo(200);

        assertThat(asked()).containsExactly("read", "read write");
    }

    // By a program that sends with a client of its own

    private Safeconduct program() throws Exception {
        return Safeconduct.builder()
                .set("safeconduct.server.api.url", api.resource())
                .set("safeconduct.login", "auto")
                .set("safeconduct.login.wait", "20s")
                .browser(prompt -> Threads.start(new Threads("browser"), () -> browse(prompt.uri())))
                .set("safeconduct.store.file.dir", directory.toString())
                .configuration(NoSettings.in(directory))
                .clock(clock)
                .build();
    }

    private static void browse(URI page) {
        try {
            FollowingBrowser.open(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void a_program_that_asks_after_a_403_gets_a_token_with_more_scope() throws Exception {
        client().get(api.resource());
        List<String> wantsMore = List.of("Bearer error=\"insufficient_scope\", scope=\"write\"");
        try (Safeconduct program = program()) {
            URI uri = URI.create(api.resource());
            Authorization old = program.authorization("GET", uri);

            Authorization found = program.reauthorize(uri, old, wantsMore);

            assertThat(found.isNone()).isFalse();
            assertThat(found).isNotEqualTo(old);
            assertThat(asked()).containsExactly("read", "read write");
            assertThatThrownBy(() -> program.reauthorize(uri, found, wantsMore))
                    .isInstanceOfSatisfying(InsufficientScopeException.class, e -> {
                        assertThat(e.scope()).isEqualTo("write");
                        assertThat(e.server()).isEqualTo(api.resource());
                    });
            assertThat(asked()).hasSize(2);
        }
    }

    // Without a person

    private TestClient service() throws Exception {
        as.client("robot", "secret-of-robot");
        return client(
                "server.api.grant",
                "client_credentials",
                "server.api.client-id",
                "robot",
                "server.api.client-secret",
                "secret-of-robot",
                "server.api.issuer",
                as.issuer());
    }

    private List<String> requested() {
        return as.requestsTo("/token").stream().map(StepUpTest::scope).toList();
    }

    private static String scope(RecordedRequest request) {
        return request.form().getOrDefault("scope", List.of("")).get(0);
    }

    @Test
    void a_service_requests_a_token_with_more_scope_and_keeps_the_scope() throws Exception {
        TestClient client = service();

        assertThat(client.get(url("/write"))).isEqualTo(new Outcome(200, 2));
        as.endAccessTokens();
        assertThat(client.get(url("/write"))).isEqualTo(new Outcome(200, 2));

        assertThat(requested()).containsExactly("", "write", "write read");
    }

    @Test
    void t54_a_service_requests_more_scope_no_more_than_twice_in_vain() throws Exception {
        as.grantedScope(scope -> "read");
        TestClient client = service();

        for (int sends : List.of(2, 2, 1, 1)) {
            assertThat(client.get(url("/write"))).isEqualTo(new Outcome(403, sends));
        }

        assertThat(requested()).hasSize(3);
        assertThat(warnings(client)).hasSize(1).first().asString().contains("safeconduct.server.api.scope=read write");
    }
}
