package dev.safeconduct.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.internal.NoSettings;
import dev.safeconduct.client.oauth.CompletedAuthorization;
import dev.safeconduct.client.oauth.ErrorResponseException;
import dev.safeconduct.client.oauth.IssuerMismatchException;
import dev.safeconduct.client.oauth.PendingAuthorization;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.testkit.FollowingBrowser;
import dev.safeconduct.testkit.RecordedRequest;
import dev.safeconduct.testkit.SigningKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Logins of a web application: begun in one request, completed in another, maybe by another process. */
class WebLoginTest extends LibraryTest {

    private static final URI CALLBACK = URI.create("http://127.0.0.1:1/app/callback");

    /** Where the authorization server sends the browser. */
    private static URI responseTo(PendingAuthorization request) throws Exception {
        HttpResponse<Void> answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(request.uri()).build(), BodyHandlers.discarding());
        return URI.create(answer.headers().firstValue("Location").orElseThrow());
    }

    private List<Path> stored() throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve("tokens"))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private boolean isOnDisk(String secret) throws IOException {
        for (Path file : stored()) {
            if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(secret)) {
                return true;
            }
        }
        return false;
    }

    private List<Path> waiting() throws IOException {
        return stored().stream()
                .filter(file -> file.getParent().endsWith("flows"))
                .toList();
    }

    @Test
    void any_process_completes_a_login_and_the_session_has_its_token() throws Exception {
        PendingAuthorization request = open(program()).session("ann").beginAuthorization(server(), CALLBACK);
        Session elsewhere = open(program()).session("ann");

        CompletedAuthorization login = elsewhere.completeAuthorization(responseTo(request), request.browserBinding());

        assertThat(login).isEqualTo(new CompletedAuthorization("ann", server(), null));
        assertThat(field(elsewhere.authorization("GET", server()))).startsWith("Authorization: Bearer canary-at-");
        assertThat(waiting()).isEmpty();
        RecordedRequest asked = as.requestsTo("/authorize").get(0);
        assertThat(asked.parameter("resource")).isEqualTo(api.resource());
        assertThat(asked.parameter("redirect_uri")).isEqualTo(CALLBACK.toString());
        assertThat(request.toString()).doesNotContain(request.browserBinding());
    }

    @Test
    void t17_two_sessions_of_one_server_have_two_grants() throws Exception {
        Safeconduct safeconduct = open(program());
        List<String> sent = new ArrayList<>();
        for (String name : List.of("ann", "bob")) {
            Session session = safeconduct.session(name);
            assertThat(session.authorization("GET", server()).isNone()).as(name).isTrue();
            PendingAuthorization request = session.beginAuthorization(server(), CALLBACK);
            session.completeAuthorization(responseTo(request), request.browserBinding());
            sent.add(field(session.authorization("GET", server())));
        }
        clock.forward(Duration.ofHours(2));
        for (String name : List.of("ann", "bob")) {
            sent.add(field(safeconduct.session(name).authorization("GET", server())));
        }
        assertThat(sent).hasSize(4).doesNotHaveDuplicates();
        assertThat(safeconduct.authorization("GET", server()).isNone())
                .as("the program's own session")
                .isTrue();
        assertThat(as.tokenRequests("refresh_token"))
                .extracting(request -> request.parameter("refresh_token"))
                .hasSize(2)
                .doesNotHaveDuplicates();
    }

    @Test
    void a_challenge_tells_where_a_web_login_goes_and_its_end_tells_whose_it_was() throws Exception {
        api.metadataAt("/named/in-the-challenge-only");
        as.idTokens(SigningKey.generate("ES256", "one"));
        as.idTokenClaims(claims -> claims.put("email", "ann@example.com"));
        Session ann =
                open(program().set("safeconduct.server.api.scope", "openid")).session("user:ann");

        assertThatThrownBy(() -> ann.beginAuthorization(server(), CALLBACK)).isInstanceOf(OAuthException.class);
        PendingAuthorization request = ann.beginAuthorization(server(), CALLBACK, List.of(api.challenge()));
        assertThat(ann.completeAuthorization(responseTo(request), request.browserBinding()))
                .isEqualTo(new CompletedAuthorization("user:ann", server(), "ann@example.com"));
    }

    @Test
    void a_web_application_and_loopback_logins_do_not_fight_over_one_registration() throws Exception {
        as.registrationAuthMethod("client_secret_basic");
        Safeconduct safeconduct = open(program());
        for (int i = 0; i < 2; i++) {
            safeconduct.login(server());
            PendingAuthorization request = safeconduct.session("ann").beginAuthorization(server(), CALLBACK);
            safeconduct.session("ann").completeAuthorization(responseTo(request), request.browserBinding());
        }

        assertThat(as.requestsTo("/register")).hasSize(2);
        assertThat(as.requestsTo("/register").get(1).body())
                .contains("\"application_type\": \"web\"")
                .contains(CALLBACK.toString());
        clock.forward(Duration.ofHours(2));
        assertThat(safeconduct.session("ann").authorization("GET", server()).isNone())
                .isFalse();
        assertThat(safeconduct.authorization("GET", server()).isNone()).isFalse();
    }

    @Test
    void offline_access_is_asked_for_where_it_is_advertised_and_no_more_once_it_is_refused() throws Exception {
        api.metadata(metadata -> metadata.put("scopes_supported", List.of("mcp")));
        as.metadata(metadata -> metadata.put("scopes_supported", List.of("mcp", "offline_access")));
        as.authorizationResponse(parameters -> {
            if (as.requestsTo("/authorize").size() == 1) {
                parameters.remove("code");
                parameters.put("error", "invalid_scope");
            }
        });
        Session ann = open(program()).session("ann");
        PendingAuthorization refused = ann.beginAuthorization(server(), CALLBACK);
        assertThatThrownBy(() -> ann.completeAuthorization(responseTo(refused), refused.browserBinding()))
                .hasMessageContaining("invalid_scope");
        PendingAuthorization request = ann.beginAuthorization(server(), CALLBACK);
        ann.completeAuthorization(responseTo(request), request.browserBinding());

        assertThat(as.requestsTo("/authorize"))
                .extracting(asked -> asked.parameter("scope"))
                .containsExactly("mcp offline_access", "mcp");
    }

    @Test
    void t42_no_two_logins_share_a_verifier_a_state_or_a_binding() throws Exception {
        Safeconduct safeconduct = open(Safeconduct.builder()
                .server(api.resource())
                .set("safeconduct.store", "memory")
                .configuration(NoSettings.in(directory)));
        Set<String> challenges = new HashSet<>();
        Set<String> states = new HashSet<>();
        Set<String> bindings = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            PendingAuthorization request = safeconduct.beginAuthorization(server(), CALLBACK);
            challenges.add(parameter(request.uri(), "code_challenge"));
            states.add(parameter(request.uri(), "state"));
            bindings.add(request.browserBinding());
        }
        assertThat(challenges).hasSize(10_000).allMatch(text -> text.length() == 43);
        assertThat(states).hasSize(10_000).allMatch(text -> text.length() == 43);
        assertThat(bindings).hasSize(10_000).allMatch(text -> text.length() == 43);
    }

    private static String parameter(URI uri, String name) {
        for (String pair : uri.getRawQuery().split("&", -1)) {
            if (pair.startsWith(name + "=")) {
                return pair.substring(name.length() + 1);
            }
        }
        return "";
    }

    @Test
    void t42_the_verifier_of_a_loopback_login_is_never_on_disk() throws Exception {
        as.loginPage(true);
        CountDownLatch opened = new CountDownLatch(1);
        Safeconduct safeconduct = open(program(prompt -> {
            FollowingBrowser.open(prompt.uri()); // as far as the login page
            opened.countDown();
        }));
        AtomicReference<Exception> failure = new AtomicReference<>();
        Thread login = new Thread(() -> {
            try {
                safeconduct.login(server());
            } catch (IOException e) {
                failure.set(e);
            }
        });
        login.start();
        assertThat(opened.await(60, TimeUnit.SECONDS)).isTrue();
        List<byte[]> during = new ArrayList<>();
        for (Path file : stored()) {
            during.add(Files.readAllBytes(file));
        }
        assertThat(during).isNotEmpty(); // the registration, at least
        FollowingBrowser.open(URI.create(as.waitingLogins().get(0)));
        login.join();

        assertThat(failure.get()).isNull();
        String verifier = verifierSent();
        assertThat(during).noneMatch(bytes -> new String(bytes, StandardCharsets.ISO_8859_1).contains(verifier));
        assertThat(isOnDisk(verifier)).isFalse();
    }

    private String verifierSent() {
        String verifier = as.tokenRequests("authorization_code").get(0).parameter("code_verifier");
        assertThat(verifier).hasSize(43);
        return String.valueOf(verifier);
    }

    @Test
    void t42_who_reads_the_store_has_no_verifier_and_no_state() throws Exception {
        Safeconduct safeconduct = open(program());
        PendingAuthorization request = safeconduct.beginAuthorization(server(), CALLBACK);
        assertThat(waiting()).hasSize(1);
        byte[] stored = Files.readAllBytes(waiting().get(0));
        safeconduct.completeAuthorization(responseTo(request), request.browserBinding());

        String text = new String(stored, StandardCharsets.ISO_8859_1);
        assertThat(text)
                .doesNotContain(verifierSent())
                .doesNotContain(parameter(request.uri(), "state"))
                .doesNotContain(request.browserBinding())
                .doesNotContain("client");
    }

    @Test
    void t42_another_browser_cannot_complete_a_login_and_does_not_spoil_it() throws Exception {
        Session session = open(program()).session("ann");
        PendingAuthorization victims = session.beginAuthorization(server(), CALLBACK);
        PendingAuthorization own = session.beginAuthorization(server(), CALLBACK);
        URI response = responseTo(victims);

        for (String binding : List.of(own.browserBinding(), "", "x")) {
            assertThatThrownBy(() -> session.completeAuthorization(response, binding))
                    .isInstanceOf(OAuthException.class)
                    .hasMessageContaining("another browser")
                    .hasMessageNotContaining(victims.browserBinding());
        }
        assertThat(as.requestsTo("/token")).isEmpty();
        session.completeAuthorization(response, victims.browserBinding());
        assertThat(session.authorization("GET", server()).isNone()).isFalse();
    }

    @Test
    void t42_of_many_that_complete_one_login_at_once_one_does() throws Exception {
        Safeconduct one = open(program());
        Safeconduct other = open(program());
        PendingAuthorization request = one.beginAuthorization(server(), CALLBACK);
        URI response = responseTo(request);
        ExecutorService threads = Executors.newFixedThreadPool(16);
        int completed = 0;
        try {
            List<Callable<Boolean>> calls = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                Safeconduct process = i % 2 == 0 ? one : other;
                calls.add(() -> {
                    try {
                        process.completeAuthorization(response, request.browserBinding());
                        return true;
                    } catch (OAuthException e) {
                        assertThat(e).hasMessageMatching("The response (has come twice|is to no login)(?s:.*)");
                        return false;
                    }
                });
            }
            for (var call : threads.invokeAll(calls)) {
                completed += call.get() ? 1 : 0;
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(completed).isEqualTo(1);
        assertThat(as.requestsTo("/token")).hasSize(1);
    }

    @Test
    void t42_a_login_is_given_up_after_ten_minutes_and_cleared_away() throws Exception {
        Safeconduct safeconduct = open(program());
        PendingAuthorization late = safeconduct.beginAuthorization(server(), CALLBACK);
        PendingAuthorization abandoned = safeconduct.beginAuthorization(server(), CALLBACK);
        assertThat(abandoned.expiresAt()).isBefore(clock.instant().plus(Duration.ofMinutes(10)));
        URI response = responseTo(late);
        clock.forward(Duration.ofMinutes(10));

        assertThatThrownBy(() -> safeconduct.completeAuthorization(response, late.browserBinding()))
                .isInstanceOf(OAuthException.class)
                .hasMessageContaining("longer than 10 minutes");
        assertThatThrownBy(() -> safeconduct.completeAuthorization(response, late.browserBinding()))
                .hasMessageContaining("no login that is waiting");
        assertThat(waiting()).hasSize(1);
        clock.forward(Duration.ofMinutes(1));
        safeconduct.beginAuthorization(server(), CALLBACK);
        assertThat(waiting()).hasSize(1);
        assertThat(as.requestsTo("/token")).isEmpty();
    }

    @Test
    void a_login_is_completed_for_its_own_session_only() throws Exception {
        Safeconduct safeconduct = open(program());
        PendingAuthorization request = safeconduct.session("ann").beginAuthorization(server(), CALLBACK);
        URI response = responseTo(request);

        for (Session other : List.of(safeconduct, safeconduct.session("bob"))) {
            assertThatThrownBy(() -> other.completeAuthorization(response, request.browserBinding()))
                    .isInstanceOf(OAuthException.class)
                    .hasMessageContaining("another session");
        }
        safeconduct.session("ann").completeAuthorization(response, request.browserBinding());
    }

    @Test
    void what_is_no_good_response_is_refused_and_named() throws Exception {
        Safeconduct safeconduct = open(program());
        PendingAuthorization request = safeconduct.beginAuthorization(server(), CALLBACK);
        String state = parameter(request.uri(), "state");

        for (String query : List.of("?code=c", "?code=c&state=made-up", "?state=" + state.substring(1))) {
            assertThatThrownBy(() -> safeconduct.completeAuthorization(URI.create(query), request.browserBinding()))
                    .hasMessageContaining("no login that is waiting");
        }
        assertThatThrownBy(() -> safeconduct.completeAuthorization(
                        URI.create("?state=" + state + "&code=a&code=b"), request.browserBinding()))
                .hasMessageContaining("malformed");
        assertThatThrownBy(() -> safeconduct.completeAuthorization(CALLBACK, request.browserBinding()))
                .hasMessageContaining("no query");
        assertThatThrownBy(() -> safeconduct.completeAuthorization(
                        URI.create("?code=c&state=" + state + "&iss=https://evil.example"), request.browserBinding()))
                .isInstanceOf(IssuerMismatchException.class);
        assertThat(as.requestsTo("/token")).isEmpty();
    }

    @Test
    void an_id_token_has_to_be_of_this_login_in_whichever_process_it_ends() throws Exception {
        as.idTokens(SigningKey.generate("ES256", "one"));
        Safeconduct elsewhere = open(program().set("safeconduct.server.api.scope", "openid"));
        Safeconduct safeconduct = open(program().set("safeconduct.server.api.scope", "openid"));
        PendingAuthorization good = safeconduct.beginAuthorization(server(), CALLBACK);
        elsewhere.completeAuthorization(responseTo(good), good.browserBinding());
        assertThat(parameter(good.uri(), "nonce")).hasSize(43);

        as.idTokenClaims(claims -> claims.put("nonce", "of-another-login"));
        PendingAuthorization bad = safeconduct.beginAuthorization(server(), CALLBACK);
        assertThatThrownBy(() -> elsewhere.completeAuthorization(responseTo(bad), bad.browserBinding()))
                .isInstanceOf(OAuthException.class)
                .hasMessageContaining("ID token");
    }

    @Test
    void a_person_who_denies_is_told_apart() throws Exception {
        Safeconduct safeconduct = open(program());
        as.denyNext(1);
        PendingAuthorization request = safeconduct.beginAuthorization(server(), CALLBACK);

        assertThatThrownBy(() -> safeconduct.completeAuthorization(responseTo(request), request.browserBinding()))
                .isInstanceOf(ErrorResponseException.class)
                .hasMessageContaining("access_denied");
    }

    @Test
    void a_redirect_uri_that_leads_off_is_refused() throws Exception {
        Safeconduct safeconduct = open(program());
        for (String uri :
                List.of("http://app.example/cb", "https://app.example/cb#x", "https://u@app.example/", "/cb")) {
            assertThatThrownBy(() -> safeconduct.beginAuthorization(server(), URI.create(uri)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(as.requests()).isEmpty();
    }
}
