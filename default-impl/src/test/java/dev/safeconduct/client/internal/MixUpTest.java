package dev.safeconduct.client.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.internal.TestClient.Outcome;
import dev.safeconduct.client.internal.concurrent.Threads;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.internal.transport.Form;
import dev.safeconduct.testkit.FakeAuthorizationServer;
import dev.safeconduct.testkit.FakeProtectedResource;
import dev.safeconduct.testkit.FollowingBrowser;
import dev.safeconduct.testkit.RecordedRequest;
import dev.safeconduct.testkit.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An authorization server that sends the browser on to an honest one, to be given the code that this one issues
 * (RFC 9700 §4.4). Neither says in its responses who sent them.
 */
class MixUpTest extends ClientTest {

    /** What the evil one puts into the request that it sends on. */
    enum Disguise {
        CLIENT_ID,
        REDIRECT_URI,
        BOTH
    }

    private FakeAuthorizationServer evil;
    private FakeProtectedResource evilApi;

    @BeforeEach
    void startEvil() {
        evil = FakeAuthorizationServer.builder().clock(clock).start();
        evilApi = FakeProtectedResource.start(evil);
        Stream.of(as, evil).forEach(server -> server.anyLoopbackPort(true)
                .authorizationResponse(parameters -> parameters.remove("iss"))
                .metadata(metadata -> metadata.remove("authorization_response_iss_parameter_supported")));
    }

    @AfterEach
    void stopEvil() {
        evilApi.close();
        evil.close();
    }

    /** Sends on each login with these parameters in the place of its own. */
    private void sendsOn(Function<RecordedRequest, Map<String, String>> changes) {
        evil.on("/authorize", request -> {
            Map<String, String> parameters = new LinkedHashMap<>();
            for (String name : List.of(
                    "response_type", "client_id", "redirect_uri", "state", "code_challenge", "code_challenge_method")) {
                parameters.put(name, request.parameter(name));
            }
            parameters.putAll(changes.apply(request));
            return Reply.redirect(
                    302,
                    Form.addToQuery(URI.create(as.issuer() + "/authorize"), parameters)
                            .toString());
        });
    }

    private void assertEvilGotNothing() {
        assertThat(evil.requestsTo("/token")).isEmpty();
        assertThat(evil.sawAnywhere("code_verifier")).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void t82_a_code_of_another_authorization_server_is_not_sent_to_the_one_of_the_login(Disguise disguise)
            throws Exception {
        assertThat(client().get(api.resource()).status()).isEqualTo(200);
        RecordedRequest honest = as.requestsTo("/authorize").get(0);
        sendsOn(request -> {
            URI asked = URI.create(request.parameter("redirect_uri"));
            String there = "http://127.0.0.1:" + asked.getPort()
                    + URI.create(honest.parameter("redirect_uri")).getPath();
            return switch (disguise) {
                case CLIENT_ID -> Map.of("client_id", honest.parameter("client_id"));
                case REDIRECT_URI -> Map.of("redirect_uri", there);
                case BOTH -> Map.of("client_id", honest.parameter("client_id"), "redirect_uri", there);
            };
        });

        TestClient client = client("server.api.url", evilApi.resource(), "login.timeout", "1s");
        CompletableFuture<TokenRecord> login =
                new Operations(client.core).login(client.server(), List.of(), prompt -> browse(prompt.uri()));
        assertThatThrownBy(() -> login.get(60, TimeUnit.SECONDS)).hasMessageContaining("was not finished");

        assertThat(as.requestsTo("/authorize")).hasSize(2);
        assertEvilGotNothing();
    }

    @Test
    void t82_a_configured_client_id_goes_to_no_other_authorization_server_later() throws Exception {
        as.client("app", null, "http://127.0.0.1/callback");
        TestClient client = client("server.api.client-id", "app");
        login(client).get(60, TimeUnit.SECONDS);
        api.authorizationServer(evil);
        sendsOn(request -> Map.of());
        TestClient later = client("server.api.client-id", "app");

        assertThatThrownBy(() -> login(later).get(60, TimeUnit.SECONDS))
                .hasMessageContaining("safeconduct.server.api.issuer=" + evil.issuer());

        assertThat(evil.requestsTo("/authorize")).isEmpty();
        assertEvilGotNothing();
    }

    /** A user asks for a login, and goes to its page. */
    private static CompletableFuture<TokenRecord> login(TestClient client) {
        return new Operations(client.core)
                .login(
                        client.server(),
                        List.of(),
                        prompt -> Threads.start(new Threads("browser"), () -> browse(prompt.uri())));
    }

    private static void browse(URI page) {
        try {
            FollowingBrowser.open(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void t82_a_program_with_a_configured_client_id_needs_to_be_told_its_issuer() throws Exception {
        as.client("app", null, "http://127.0.0.1/callback");
        TestClient client = client("server.api.client-id", "app");

        assertThat(client.get(api.resource()).status()).isEqualTo(401);
        assertThat(as.requestsTo("/authorize")).isEmpty();
        assertThat(client.log).anyMatch(line -> line.contains("safeconduct.server.api.issuer=" + as.issuer()));

        TestClient told = client("server.api.client-id", "app", "server.api.issuer", as.issuer());
        clock.forward(Duration.ofMinutes(11));
        assertThat(told.get(api.resource())).isEqualTo(new Outcome(200, 2));
    }

    /** The metadata never say that it will: what it has done before is known. */
    @Test
    void t82_a_response_without_iss_is_refused_where_its_authorization_server_has_named_itself_before()
            throws Exception {
        as.authorizationResponse(parameters -> parameters.put("iss", as.issuer()));
        TestClient client = client();
        login(client).get(60, TimeUnit.SECONDS);
        as.forgetRequests();

        as.authorizationResponse(parameters -> parameters.remove("iss"));
        assertThatThrownBy(() -> login(client).get(60, TimeUnit.SECONDS))
                .hasMessageContaining("though earlier responses of " + as.issuer() + " did");
        assertThat(as.requestsTo("/token")).isEmpty();

        var unused = new Operations(client.core).logout(client.server());
        login(client).get(60, TimeUnit.SECONDS);
    }

    @Test
    void t82_where_all_share_one_redirect_path_a_user_is_told_the_host_of_the_authorization_server() throws Exception {
        TestClient client = client("callback.path", "/shared");
        login(client).get(60, TimeUnit.SECONDS);
        assertThat(client.log)
                .anyMatch(
                        line -> line.startsWith("WARN ") && line.contains("is at the authorization server 127.0.0.1,"));

        TestClient alone = client();
        login(alone).get(60, TimeUnit.SECONDS);
        assertThat(alone.log).noneMatch(line -> line.contains("is at the authorization server"));
    }

    @Test
    void t82_where_all_share_one_redirect_path_a_program_needs_to_be_told_the_issuer() throws Exception {
        TestClient client = client("callback.path", "/shared");
        assertThat(client.get(api.resource()).status()).isEqualTo(401);
        assertThat(as.requestsTo("/authorize")).isEmpty();
        assertThat(client.log).anyMatch(line -> line.contains("safeconduct.server.api.issuer=" + as.issuer()));

        clock.forward(Duration.ofMinutes(11));
        TestClient told = client("callback.path", "/shared", "server.api.issuer", as.issuer());
        assertThat(told.get(api.resource()).status()).isEqualTo(200);
    }

    /** The metadata of the evil one send the browser to the honest one, which names itself in its responses. */
    @Test
    void t23_a_code_of_the_honest_authorization_server_does_not_reach_a_foreign_token_endpoint() throws Exception {
        as.client("app", null, "http://127.0.0.1/callback")
                .authorizationResponse(parameters -> parameters.put("iss", as.issuer()));
        evil.metadata(metadata -> metadata.put("authorization_endpoint", as.issuer() + "/authorize"));
        TestClient client = client("server.api.url", evilApi.resource(), "server.api.client-id", "app");

        assertThatThrownBy(() -> login(client).get(60, TimeUnit.SECONDS))
                .hasMessageContaining("is not from " + evil.issuer());
        assertThat(as.requestsTo("/authorize")).hasSize(1);
        assertEvilGotNothing();
    }
}
