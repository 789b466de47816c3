package dev.safeconduct.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.oauth.AccessToken;
import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.oauth.PendingAuthorization;
import dev.safeconduct.testkit.RecordedRequest;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The library where tokens are bound to a key (DPoP, RFC 9449): by its own client, and by a program that sends itself. */
class BoundTokenLibraryTest extends LibraryTest {

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void demandBoundTokens() {
        as.dpop(true);
        api.dpop(true);
    }

    @Test
    void client_of_the_library_makes_a_proof_for_each_send_and_hop() throws Exception {
        Safeconduct safeconduct = open(program());
        safeconduct.login(server());
        HttpClient client = safeconduct.authorizedClient(HttpClient.newBuilder().followRedirects(Redirect.NORMAL));
        api.dpopNonce("n-1");
        api.forgetRequests();
        URI redirect = URI.create(api.url("/mcp/redirect?to=/mcp/landed"));
        assertThat(client.send(HttpRequest.newBuilder(redirect).build(), BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(200);
        as.endAccessTokens();
        api.dpopNonce("n-2");
        HttpRequest streamed = HttpRequest.newBuilder(URI.create(api.url("/mcp/echo")))
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[1000])))
                .build();
        assertThat(client.sendAsync(streamed, BodyHandlers.discarding()).join().statusCode())
                .isEqualTo(200);

        assertThat(api.requests())
                .extracting(RecordedRequest::path)
                .containsExactly("/mcp/redirect", "/mcp/redirect", "/mcp/landed", "/mcp/echo", "/mcp/echo");
        assertThat(api.requests()).allSatisfy(request -> {
            assertThat(request.header("Authorization")).startsWith("DPoP ");
            assertThat(request.headers("DPoP")).hasSize(1);
        });
        assertThat(api.requests()).extracting(request -> request.header("DPoP")).doesNotHaveDuplicates();
    }

    @Test
    void program_that_sends_by_itself_gets_two_fields_for_one_request() throws Exception {
        Safeconduct safeconduct = open(program());
        safeconduct.login(server());
        Authorization authorization = safeconduct.authorization("GET", server());
        assertThat(authorization.isBound()).isTrue();
        assertThat(get(authorization).statusCode()).isEqualTo(200);
        assertThat(get(authorization).statusCode()).as("the same proof").isEqualTo(401);
        assertThat(get(safeconduct.authorization("GET", server())).statusCode()).isEqualTo(200);
        assertThat(get(safeconduct.authorization("POST", server())).statusCode())
                .as("of another method")
                .isEqualTo(401);

        AccessToken token = safeconduct.token(server());
        assertThat(token.type()).isEqualTo("DPoP");
    }

    @Test
    void program_that_sends_by_itself_adds_the_nonce_of_the_response() throws Exception {
        Safeconduct safeconduct = open(program());
        safeconduct.login(server());
        api.dpopNonce("n-1");
        Authorization first = safeconduct.authorization("GET", server());
        HttpResponse<Void> refused = get(first);
        assertThat(refused.statusCode()).isEqualTo(401);
        Authorization same =
                safeconduct.reauthorize(server(), first, refused.headers().allValues("WWW-Authenticate"));
        assertThat(same).as("the token is as good as before").isEqualTo(first);
        assertThat(get(forGet(same, refused)).statusCode()).isEqualTo(200);
        assertThat(as.refreshCount()).isZero();
    }

    @Test
    void what_replaces_a_refused_token_is_for_no_request_until_it_is_said_for_which() throws Exception {
        Safeconduct safeconduct = open(program());
        safeconduct.login(server());
        as.endAccessTokens();
        Authorization first = safeconduct.authorization("GET", server());
        HttpResponse<Void> refused = get(first);
        Authorization fresh =
                safeconduct.reauthorize(server(), first, refused.headers().allValues("WWW-Authenticate"));
        assertThatThrownBy(() -> get(fresh)).isInstanceOf(IllegalStateException.class);
        assertThat(get(forGet(fresh, refused)).statusCode()).isEqualTo(200);
    }

    @Test
    void web_login_that_another_process_completes_is_bound() throws Exception {
        PendingAuthorization request = open(program())
                .session("ann")
                .beginAuthorization(server(), URI.create("http://127.0.0.1:1/app/callback"), List.of(api.challenge()));
        Session elsewhere = open(program()).session("ann");
        HttpResponse<Void> answer =
                http.send(HttpRequest.newBuilder(request.uri()).build(), BodyHandlers.discarding());
        elsewhere.completeAuthorization(
                URI.create(answer.headers().firstValue("Location").orElseThrow()), request.browserBinding());

        assertThat(get(elsewhere.authorization("GET", server())).statusCode()).isEqualTo(200);
    }

    private Authorization forGet(Authorization token, HttpResponse<?> last) {
        return token.forRequest(
                "GET", this::server, last.headers().firstValue("DPoP-Nonce").orElse(null));
    }

    private HttpResponse<Void> get(Authorization authorization) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(server());
        authorization.writeTo(request::header);
        return http.send(request.build(), BodyHandlers.discarding());
    }
}
