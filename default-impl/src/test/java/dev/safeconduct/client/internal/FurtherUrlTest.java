package dev.safeconduct.client.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.Safeconduct;
import dev.safeconduct.client.internal.TestClient.Outcome;
import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.oauth.LoginRequiredException;
import dev.safeconduct.testkit.FakeAuthorizationServer;
import dev.safeconduct.testkit.FakeProtectedResource;
import dev.safeconduct.testkit.Reply;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server with a further URL whose operator wants the logins of all: it may cause a renewal, and nothing else. */
class FurtherUrlTest extends ClientTest {

    /** Beside the server's own URL, where the rules for other origins do not stop it. */
    private static final String FURTHER = "/elsewhere";

    private FakeAuthorizationServer foreign;
    private FakeProtectedResource own;
    private String further;
    private String challenge;

    @BeforeEach
    void startHostile() {
        foreign = FakeAuthorizationServer.builder().start();
        own = FakeProtectedResource.builder(as).path("/mcp").start();
        further = own.origin() + FURTHER;
        String metadata = own.origin() + FURTHER + "-metadata";
        challenge = "Bearer realm=\"" + foreign.issuer() + "\", scope=\"everything\", resource_metadata=\"" + metadata
                + "\"";
        own.on(FURTHER, request -> Reply.status(401).header("WWW-Authenticate", challenge));
        own.on(
                FURTHER + "-metadata",
                request -> Reply.json(
                        200, Map.of("resource", own.resource(), "authorization_servers", List.of(foreign.issuer()))));
    }

    @AfterEach
    void stopHostile() {
        assertThat(foreign.requests())
                .as("at the authorization server that it names")
                .isEmpty();
        assertThat(own.requestsTo(FURTHER + "-metadata")).isEmpty();
        own.close();
        foreign.close();
    }

    private TestClient client() throws Exception {
        return client("server.api.url", own.resource(), "server.api.urls", further);
    }

    @Test
    void t96_a_403_of_a_further_url_asks_for_no_more_scope() throws Exception {
        TestClient client = client();
        client.get(own.resource());
        own.on(FURTHER, request -> Reply.status(403)
                .header("WWW-Authenticate", "Bearer error=\"insufficient_scope\", scope=\"everything\""));

        assertThat(client.get(further)).isEqualTo(new Outcome(403, 1));

        assertThat(as.requestsTo("/authorize")).hasSize(1);
        assertThat(client.log).anyMatch(line -> line.startsWith("WARN") && line.contains("everything"));
    }

    @Test
    void t96_a_further_url_opens_no_login_and_widens_none() throws Exception {
        TestClient client = client();

        assertThat(client.get(further)).isEqualTo(new Outcome(401, 1));

        assertThat(as.requestsTo("/authorize")).isEmpty();
        assertThat(client.log)
                .filteredOn(line -> line.startsWith("WARN"))
                .singleElement()
                .satisfies(
                        line -> assertThat(line).contains("There is no login for " + own.resource(), "further URLs"));
        assertThat(client.get(own.resource())).isEqualTo(new Outcome(200, 2));
        assertThat(as.requestsTo("/authorize")).singleElement().satisfies(login -> assertThat(login.parameter("scope"))
                .isNull());
    }

    @Test
    void t96_a_further_url_that_names_another_authorization_server_causes_a_refresh_and_no_login() throws Exception {
        TestClient client = client();
        client.get(own.resource());
        as.forgetRequests();

        assertThat(client.get(further)).isEqualTo(new Outcome(401, 2));

        assertThat(as.refreshCount()).isEqualTo(1);
        assertThat(as.requestsTo("/authorize")).isEmpty();
        assertThat(as.tokenRequests("refresh_token"))
                .singleElement()
                .satisfies(refresh -> assertThat(refresh.parameter("scope")).isNull());
        assertThat(client.get(own.resource())).as("the first URL").isEqualTo(new Outcome(200, 1));

        as.endGrants();
        as.forgetRequests();
        clock.forward(Duration.ofMinutes(2)); // the token is not one that was just issued
        assertThat(client.get(further).status()).isEqualTo(401);
        assertThat(as.tokenRequests("refresh_token")).hasSize(1);
        assertThat(as.requestsTo("/authorize")).as("where no refresh helps").isEmpty();
        assertThat(client.get(own.resource()).status()).as("the first URL").isEqualTo(200);
    }

    @Test
    void t96_a_further_url_lets_no_credential_go_where_it_is_only_guessed() throws Exception {
        as.client("service", "s3cret-canary-");
        own.metadataAt("/meta/of-this"); // named by its own challenge alone
        TestClient client = client(
                "server.api.url", own.resource(),
                "server.api.urls", further,
                "server.api.grant", "client_credentials",
                "server.api.client-id", "service",
                "server.api.client-secret", "s3cret-canary-");

        assertThat(client.get(further)).isEqualTo(new Outcome(401, 1));
        assertThat(own.sawAnywhere("s3cret-canary-")).isFalse();

        assertThat(client.get(own.resource())).isEqualTo(new Outcome(200, 2));
    }

    @Test
    void t96_a_program_that_asks_after_a_401_of_a_further_url_gets_a_renewed_token_and_no_login() throws Exception {
        client().get(own.resource());
        AtomicInteger opened = new AtomicInteger();
        try (Safeconduct program = Safeconduct.builder()
                .set("safeconduct.server.api.url", own.resource())
                .set("safeconduct.server.api.urls", further)
                .set("safeconduct.login", "auto")
                .set("safeconduct.login.wait", "1s")
                .browser(prompt -> opened.incrementAndGet())
                .set("safeconduct.store.file.dir", directory.toString())
                .configuration(NoSettings.in(directory))
                .clock(clock)
                .build()) {
            Authorization old = program.authorization("GET", URI.create(further));

            Authorization found = program.reauthorize(URI.create(further), old, List.of(challenge));

            assertThat(found.isNone()).isFalse();
            assertThat(found).isNotEqualTo(old);
            assertThat(as.refreshCount()).isEqualTo(1);

            as.endGrants();
            clock.forward(Duration.ofMinutes(2)); // the token is not one that was just issued
            assertThatThrownBy(() -> program.reauthorize(URI.create(further), found, List.of(challenge)))
                    .isInstanceOf(LoginRequiredException.class);
            assertThat(opened).hasValue(0);
        }
    }

    @Test
    void a_further_url_takes_the_token_and_a_renewed_one() throws Exception {
        own.on(FURTHER, request -> {
            String value = request.header("Authorization");
            boolean good = value != null && as.isActive(value.substring("Bearer ".length()));
            return good ? Reply.status(200) : Reply.status(401).header("WWW-Authenticate", "Bearer");
        });
        TestClient client = client();
        client.get(own.resource());

        assertThat(client.get(further)).isEqualTo(new Outcome(200, 1));
        as.endAccessTokens();
        assertThat(client.get(further)).isEqualTo(new Outcome(200, 2));
        assertThat(as.refreshCount()).isEqualTo(1);
    }
}
