package dev.safeconduct.client.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.IdTokens;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.testkit.FakeAuthorizationServer;
import dev.safeconduct.testkit.SigningKey;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An authorization server whose metadata is one document for all its tenants: the issuer in it is a template. */
class IssuerTemplateLoginTest extends ClientTest {

    private static final SigningKey KEY = SigningKey.generate("ES256", "one");

    private FakeAuthorizationServer tenants;
    private String template;
    private String tenant;

    @BeforeEach
    void startTenants() {
        tenants = FakeAuthorizationServer.builder()
                .path("/organizations/v2.0")
                .tokenPrefixes("canary-at-", "canary-rt-")
                .clock(clock)
                .start();
        template = tenants.origin() + "/{tenantid}/v2.0";
        tenant = tenants.origin() + "/9188040d-6c67/v2.0";
        tenants.idTokens(KEY).metadata(metadata -> {
            metadata.put("issuer", template);
            metadata.put("authorization_response_iss_parameter_supported", false);
        });
        tenants.authorizationResponse(response -> response.remove("iss"));
        tenants.idTokenClaims(claims -> claims.put("iss", tenant));
        api.authorizationServer(tenants);
    }

    @AfterEach
    void stopTenants() {
        tenants.close();
    }

    private TestClient logIn(String alias) throws Exception {
        TestClient client = client("server.api.issuer-alias", alias, "server.api.scope", "openid mcp");
        client.get(api.resource());
        return client;
    }

    private static TokenRecord stored(TestClient client) throws Exception {
        return client.core.records().tokens().read(client.server().tokenKey()).value();
    }

    @Test
    void the_alias_that_the_message_asks_for_lets_a_login_through() throws Exception {
        TestClient without = client();
        assertThat(without.get(api.resource()).status()).isEqualTo(401);
        assertThat(without.log).anyMatch(line -> line.contains("set safeconduct.server.api.issuer-alias="));
        clock.forward(Duration.ofMinutes(11));

        TestClient client = logIn(template);
        assertThat(client.get(api.resource()).status())
                .as(client.log.toString())
                .isEqualTo(200);
        assertThat(IdTokens.read(stored(client).token().idToken()).issuer()).isEqualTo(tenant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://{tenantid}/v2.0",
                "http://{tenantid}.example/x/v2.0",
                "http://as.example/x{tenantid}/v2.0",
                "http://as.example/{}/v2.0",
                "http://as.example/v2.0?tenant={tenantid}"
            })
    void t90_a_placeholder_is_a_whole_segment_of_the_path(String alias) {
        assertThatThrownBy(() -> client("server.api.issuer-alias", alias)).hasMessageContaining("issuer-alias");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:1/{tenantid}/v2.0", "ORIGIN/{tenantid}/v1.0", "ORIGIN/{a}/{b}/v2.0"})
    void t90_a_template_is_of_the_origin_of_the_issuer_and_the_very_same(String alias) throws Exception {
        TestClient client = logIn(alias.replace("ORIGIN", tenants.origin()));
        assertThat(client.log).anyMatch(line -> line.contains("of another issuer"));
        assertThat(tenants.requestsTo("/authorize")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example/t/v2.0", "ORIGIN/a/b/v2.0", "ORIGIN/../v2.0", "ORIGIN//v2.0"})
    void t90_an_id_token_that_the_template_does_not_stand_for_is_not_kept(String iss) throws Exception {
        tenants.idTokenClaims(claims -> claims.put("iss", iss.replace("ORIGIN", tenants.origin())));
        assertThat(stored(logIn(template)).token().idToken()).isNull();
    }

    @Test
    void t90_an_id_token_of_another_tenant_than_the_response_is_not_kept() throws Exception {
        tenants.authorizationResponse(response -> response.put("iss", tenants.origin() + "/another/v2.0"));
        assertThat(stored(logIn(template)).token().idToken()).isNull();
    }

    @Test
    void t90_a_response_of_another_origin_is_refused() throws Exception {
        tenants.authorizationResponse(response -> response.put("iss", "http://evil.example/t/v2.0"));
        assertThat(stored(logIn(template))).isNull();
        assertThat(tenants.requestsTo("/token")).isEmpty();
    }

    @Test
    void t90_the_tenant_of_a_login_stays_at_a_refresh() throws Exception {
        TestClient client = logIn(template);
        String before = stored(client).token().idToken();
        tenants.idTokenClaims(claims -> claims.put("iss", tenants.origin() + "/another/v2.0"));
        tenants.endAccessTokens();

        assertThat(client.get(api.resource()).status()).isEqualTo(200);
        assertThat(tenants.refreshCount()).isEqualTo(1);
        assertThat(stored(client).token().idToken()).isEqualTo(before);
    }
}
