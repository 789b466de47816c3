package dev.safeconduct.client.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.internal.TestClient.Outcome;
import dev.safeconduct.client.oauth.JwtBearerGrant;
import dev.safeconduct.client.oauth.TokenExchangeGrant;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.testkit.FakeAuthorizationServer;
import dev.safeconduct.testkit.RecordedRequest;
import dev.safeconduct.testkit.Reply;
import dev.safeconduct.testkit.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Grants by which a program gets a token for one that it has from elsewhere: JWT bearer, token exchange, ID-JAG. */
class ServiceGrantsTest extends ClientTest {

    private static final SigningKey OTHERS = SigningKey.generate("ES256", "others");
    private static final String ID_JAG = "urn:ietf:params:oauth:token-type:id-jag";

    private FakeAuthorizationServer idp;
    private Path file;

    @BeforeEach
    void takeGrants() {
        idp = FakeAuthorizationServer.builder().clock(clock).start();
        file = directory.resolve("kept");
        as.on("/token", request -> as.answer(as.issue("service", null, api.resource())));
    }

    @AfterEach
    void stopIdp() {
        idp.close();
    }

    private String jwt(Object audience, Duration lifetime) {
        return jwt(idp.issuer(), audience, lifetime);
    }

    private String jwt(String issuer, Object audience, Duration lifetime) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", issuer);
        claims.put("sub", "workload");
        claims.put("aud", audience);
        claims.put("exp", clock.instant().plus(lifetime).getEpochSecond());
        return OTHERS.sign(claims);
    }

    private TestClient service(String grant, String setting, String value, String... more) throws Exception {
        keep(value);
        List<String> settings = new ArrayList<>(
                List.of("login", "never", "server.api.grant", grant, "server.api." + setting, "${file:" + file + "}"));
        settings.addAll(List.of(more));
        return client(settings.toArray(String[]::new));
    }

    private void keep(String value) throws IOException {
        Files.writeString(file, value);
    }

    private RecordedRequest onlyTokenRequest() {
        List<RecordedRequest> requests = as.requestsTo("/token");
        assertThat(requests).hasSize(1);
        return requests.get(0);
    }

    @Test
    void a_jwt_bearer_assertion_is_enough_without_a_client_and_is_read_again() throws Exception {
        String first = jwt(as.issuer(), Duration.ofMinutes(10));
        TestClient client = service("jwt_bearer", "assertion", first);
        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 1));
        RecordedRequest request = onlyTokenRequest();
        assertThat(request.parameter("grant_type")).isEqualTo(JwtBearerGrant.TYPE);
        assertThat(request.parameter("assertion")).isEqualTo(first);
        assertThat(request.parameter("resource")).isEqualTo(api.resource());
        assertThat(request.parameter("client_id")).isNull();
        assertThat(request.header("Authorization")).isNull();

        clock.forward(Duration.ofHours(2));
        as.forgetRequests();
        String second = jwt(List.of(as.issuer()), Duration.ofMinutes(10));
        keep(second);
        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 1));
        assertThat(onlyTokenRequest().parameter("assertion")).isEqualTo(second);
    }

    @Test
    void a_jwt_bearer_assertion_goes_with_the_client_that_is_configured() throws Exception {
        service(
                        "jwt_bearer",
                        "assertion",
                        jwt(as.issuer(), Duration.ofMinutes(10)),
                        "server.api.client-id",
                        "service",
                        "server.api.scope",
                        "read")
                .get(api.resource());
        assertThat(onlyTokenRequest().parameter("client_id")).isEqualTo("service");
        assertThat(onlyTokenRequest().parameter("scope")).isEqualTo("read");
    }

    @ParameterizedTest
    @CsvSource({
        "jwt_bearer, assertion",
        "token_exchange, subject-token",
        "token_exchange, actor-token",
    })
    void t97_a_token_for_another_is_not_sent(String grant, String setting) throws Exception {
        List<String> wrong = List.of(
                jwt("https://kubernetes.default.svc", Duration.ofMinutes(10)),
                jwt("https://other.example", Duration.ofMinutes(10)),
                jwt(as.issuer() + "/token", Duration.ofMinutes(10)),
                jwt(List.of(as.issuer(), "https://other.example"), Duration.ofMinutes(10)),
                jwt(as.issuer(), Duration.ofMinutes(-1)));
        Path subject = Files.writeString(directory.resolve("subject"), jwt(as.issuer(), Duration.ofHours(1)));
        for (String token : wrong) {
            TestClient client = setting.equals("actor-token")
                    ? service(grant, setting, token, "server.api.subject-token", "${file:" + subject + "}")
                    : service(grant, setting, token);
            assertThatThrownBy(() -> new Operations(client.core).token(client.server(), Duration.ZERO))
                    .isInstanceOf(OAuthException.class)
                    .hasMessageContaining("safeconduct.server.api." + setting)
                    .hasMessageNotContaining(token);
        }
        assertThat(as.requestsTo("/token")).isEmpty();
    }

    @Test
    void a_token_that_the_authorization_server_issued_for_another_comes_back_to_it() throws Exception {
        String subject = jwt(as.issuer(), "https://api.example", Duration.ofHours(1));
        assertThat(service("token_exchange", "subject-token", subject).get(api.resource()))
                .isEqualTo(new Outcome(200, 1));
    }

    @Test
    void t97_a_token_that_does_not_say_whom_it_is_for_needs_a_configured_issuer() throws Exception {
        TestClient client = service("token_exchange", "subject-token", "canary-opaque");
        assertThatThrownBy(() -> new Operations(client.core).token(client.server(), Duration.ZERO))
                .hasMessageContaining("safeconduct.server.api.issuer=" + as.issuer());
        assertThat(as.requestsTo("/token")).isEmpty();

        assertThat(service("token_exchange", "subject-token", "canary-opaque", "server.api.issuer", as.issuer())
                        .get(api.resource()))
                .isEqualTo(new Outcome(200, 1));
    }

    @Test
    void t79_a_passed_on_token_stays_with_the_issuer_it_was_first_sent_to() throws Exception {
        TestClient client = service("jwt_bearer", "assertion", jwt(as.issuer(), Duration.ofHours(9)));
        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 1));
        api.authorizationServer(idp);
        clock.forward(Duration.ofHours(2));
        keep(jwt(idp.issuer(), Duration.ofHours(9))); // even if it is for that one
        client("login", "never", "server.api.grant", "jwt_bearer", "server.api.assertion", "${file:" + file + "}")
                .get(api.resource());
        assertThat(idp.requestsTo("/token")).isEmpty();
    }

    @Test
    void an_exchange_names_subject_actor_audience_and_types() throws Exception {
        Path actor = Files.writeString(directory.resolve("actor"), jwt(as.issuer(), Duration.ofHours(1)));
        String subject = jwt(as.issuer(), Duration.ofHours(1));
        TestClient client = service(
                "token_exchange",
                "subject-token",
                subject,
                "server.api.subject-token-type",
                "urn:ietf:params:oauth:token-type:jwt",
                "server.api.actor-token",
                "${file:" + actor + "}",
                "server.api.audience",
                "orders");
        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 1));
        RecordedRequest request = onlyTokenRequest();
        assertThat(request.parameter("grant_type")).isEqualTo(TokenExchangeGrant.TYPE);
        assertThat(request.parameter("subject_token")).isEqualTo(subject);
        assertThat(request.parameter("subject_token_type")).isEqualTo("urn:ietf:params:oauth:token-type:jwt");
        assertThat(request.parameter("actor_token")).isEqualTo(Files.readString(actor));
        assertThat(request.parameter("actor_token_type")).isEqualTo(TokenExchangeGrant.ACCESS_TOKEN_TYPE);
        assertThat(request.parameter("audience")).isEqualTo("orders");
    }

    private TestClient enterprise(String... more) throws Exception {
        List<String> settings = new ArrayList<>(List.of(
                "server.api.client-id", "service",
                "server.api.client-secret", "s3cret-canary-",
                "server.api.issuer", as.issuer(),
                "server.api.idp.client-id", "desktop"));
        settings.addAll(more.length == 0 ? List.of("server.api.idp.issuer", idp.issuer()) : List.of(more));
        return service("id_jag", "idp.id-token", jwt("desktop", Duration.ofHours(1)), settings.toArray(String[]::new));
    }

    private void vouch(String audience, String type) {
        idp.on(
                "/token",
                request -> Reply.json(
                        200,
                        Map.of(
                                "access_token",
                                jwt(audience, Duration.ofMinutes(5)),
                                "issued_token_type",
                                type,
                                "token_type",
                                "N_A")));
    }

    @Test
    void an_id_token_is_exchanged_at_the_identity_provider_for_an_assertion() throws Exception {
        vouch(as.issuer(), ID_JAG);
        assertThat(enterprise().get(api.resource())).isEqualTo(new Outcome(200, 1));
        RecordedRequest exchange = idp.requestsTo("/token").get(0);
        assertThat(exchange.parameter("grant_type")).isEqualTo(TokenExchangeGrant.TYPE);
        assertThat(exchange.parameter("subject_token")).isEqualTo(Files.readString(file));
        assertThat(exchange.parameter("subject_token_type")).isEqualTo(TokenExchangeGrant.ID_TOKEN_TYPE);
        assertThat(exchange.parameter("requested_token_type")).isEqualTo(ID_JAG);
        assertThat(exchange.parameter("audience")).isEqualTo(as.issuer());
        assertThat(exchange.parameter("resource")).isEqualTo(api.resource());
        assertThat(exchange.parameter("client_id")).isEqualTo("desktop");
        assertThat(onlyTokenRequest().parameter("grant_type")).isEqualTo(JwtBearerGrant.TYPE);
        assertThat(onlyTokenRequest().header("Authorization")).startsWith("Basic ");
    }

    @Test
    void an_assertion_for_another_or_of_another_type_is_not_sent() throws Exception {
        vouch("https://other.example", ID_JAG);
        assertThat(enterprise().get(api.resource()).status()).isEqualTo(401);
        vouch(as.issuer(), TokenExchangeGrant.ACCESS_TOKEN_TYPE);
        assertThat(enterprise("server.api.idp.token-endpoint", idp.issuer() + "/token")
                        .get(api.resource())
                        .status())
                .isEqualTo(401);
        assertThat(idp.requestsTo("/token")).hasSizeGreaterThanOrEqualTo(2);
        assertThat(as.requestsTo("/token")).isEmpty();
    }
}
