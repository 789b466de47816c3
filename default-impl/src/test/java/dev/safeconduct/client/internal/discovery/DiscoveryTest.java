package dev.safeconduct.client.internal.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.internal.config.Config;
import dev.safeconduct.client.internal.config.ConfigInput;
import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.grant.GrantFlows;
import dev.safeconduct.client.internal.log.EventLog;
import dev.safeconduct.client.internal.log.Slf4jEventLog;
import dev.safeconduct.client.oauth.AuthChallenge;
import dev.safeconduct.client.oauth.AuthChallenges;
import dev.safeconduct.client.oauth.InsecureEndpointException;
import dev.safeconduct.client.oauth.IssuerMismatchException;
import dev.safeconduct.spi.AuthorizationServerMetadata;
import dev.safeconduct.spi.MetadataDiscovery;
import dev.safeconduct.spi.MetadataException;
import dev.safeconduct.spi.ProtectedResourceMetadata;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The order in which places are looked at, and the checks of what is found there. The documents are a map. */
class DiscoveryTest {

    private static final EventLog LOG = new Slf4jEventLog();

    private static final String SERVER = "https://api.example/mcp";
    private static final String PATH_PRM = "https://api.example/.well-known/oauth-protected-resource/mcp";
    private static final String ROOT_PRM = "https://api.example/.well-known/oauth-protected-resource";

    private final Map<String, Map<String, Object>> documents = new HashMap<>();
    private final List<String> asked = new ArrayList<>();

    private final MetadataDiscovery source = new MetadataDiscovery() {
        @Override
        public ProtectedResourceMetadata protectedResource(URI resource, URI location) {
            Map<String, Object> found = get(location);
            return found == null ? null : new ProtectedResourceMetadata(found);
        }

        @Override
        public AuthorizationServerMetadata authorizationServer(URI issuer, URI location) {
            Map<String, Object> found = get(location);
            return found == null ? null : new AuthorizationServerMetadata(found);
        }

        private Map<String, Object> get(URI location) {
            asked.add(location.toString());
            return documents.get(location.toString());
        }
    };

    private DiscoveredServer discover(String challenge, String... settings) throws Exception {
        Map<String, String> properties = new HashMap<>();
        properties.put("safeconduct.server.api.url", SERVER);
        for (int i = 0; i < settings.length; i += 2) {
            properties.put("safeconduct.server.api." + settings[i], settings[i + 1]);
        }
        ServerConfig server = Config.load(new ConfigInput(properties, Map.of(), null), GrantFlows.ALL)
                .server("api");
        List<AuthChallenge> challenges = challenge.isEmpty() ? List.of() : AuthChallenges.parse(List.of(challenge));
        return new Discovery(source, server, Clock.systemUTC(), LOG).discover(challenges);
    }

    private void resource(String location, String resource, String... issuers) {
        documents.put(location, Map.of("resource", resource, "authorization_servers", List.of(issuers)));
    }

    private void issuer(String location, String issuer) {
        documents.put(location, Map.of("issuer", issuer, "token_endpoint", issuer + "/token"));
    }

    @Test
    void the_challenge_names_the_metadata() throws Exception {
        resource("https://api.example/meta", SERVER, "https://as.example");
        issuer("https://as.example/.well-known/oauth-authorization-server", "https://as.example");

        DiscoveredServer found = discover("Bearer resource_metadata=\"https://api.example/meta\", scope=\"a b\"");

        assertThat(found.issuer()).isEqualTo("https://as.example");
        assertThat(found.resource()).isEqualTo(SERVER);
        assertThat(found.scope()).isEqualTo("a b");
        assertThat(found.isDocumented()).isTrue();
        assertThat(asked)
                .containsExactly(
                        "https://api.example/meta", "https://as.example/.well-known/oauth-authorization-server");
    }

    @Test
    void else_the_path_form_and_an_issuer_that_has_only_openid_configuration() throws Exception {
        resource(PATH_PRM, SERVER, "https://as.example");
        issuer("https://as.example/.well-known/openid-configuration", "https://as.example");

        assertThat(discover("Bearer").issuer()).isEqualTo("https://as.example");
        assertThat(asked).doesNotContain(ROOT_PRM);
    }

    @Test
    void else_the_root_form_about_the_origin_and_an_issuer_with_a_path() throws Exception {
        resource(ROOT_PRM, "https://api.example", "https://as.example/tenant");
        issuer("https://as.example/.well-known/oauth-authorization-server/tenant", "https://as.example/tenant");

        DiscoveredServer found = discover("");

        assertThat(found.resource()).isEqualTo("https://api.example");
        assertThat(found.issuer()).isEqualTo("https://as.example/tenant");
        assertThat(asked).doesNotContain("https://as.example/.well-known/oauth-authorization-server");
    }

    @Test
    void an_issuer_with_a_path_is_looked_for_in_three_places() throws Exception {
        issuer("https://as.example/t/.well-known/openid-configuration", "https://as.example/t");

        discover("", "issuer", "https://as.example/t");

        assertThat(asked)
                .containsSubsequence(
                        "https://as.example/.well-known/oauth-authorization-server/t",
                        "https://as.example/.well-known/openid-configuration/t",
                        "https://as.example/t/.well-known/openid-configuration");
    }

    @Test
    void else_a_realm_whose_metadata_names_it() throws Exception {
        issuer("https://as.example/.well-known/oauth-authorization-server", "https://as.example");

        assertThat(discover("Bearer realm=\"https://as.example\"").issuer()).isEqualTo("https://as.example");
    }

    @Test
    void else_an_issuer_that_the_challenge_names() throws Exception {
        issuer("https://as.example/.well-known/oauth-authorization-server", "https://as.example");

        assertThat(discover("Bearer realm=\"https://other.example\", issuer=\"https://as.example\"")
                        .issuer())
                .isEqualTo("https://as.example");
    }

    @Test
    void a_realm_that_is_no_issuer_is_passed_over() throws Exception {
        issuer("https://other.example/.well-known/oauth-authorization-server", "https://as.example");
        issuer("https://api.example/.well-known/oauth-authorization-server", "https://api.example");

        assertThat(discover("Bearer realm=\"https://other.example\"").issuer()).isEqualTo("https://api.example");
    }

    @Test
    void else_the_default_endpoints_of_the_origin() throws Exception {
        DiscoveredServer found = discover("Bearer");

        assertThat(found.isDocumented()).isFalse();
        assertThat(found.resource()).isNull();
        assertThat(found.metadata().authorizationEndpoint()).isEqualTo(URI.create("https://api.example/authorize"));
        assertThat(found.metadata().tokenEndpoint()).isEqualTo(URI.create("https://api.example/token"));
        assertThat(found.metadata().registrationEndpoint()).isEqualTo(URI.create("https://api.example/register"));
    }

    @Test
    void what_is_configured_goes_before_what_the_server_says() throws Exception {
        resource(PATH_PRM, SERVER, "https://as.example");
        issuer("https://mine.example/.well-known/oauth-authorization-server", "https://mine.example");

        DiscoveredServer found = discover(
                "Bearer scope=\"theirs\"", "issuer", "https://mine.example", "scope", "mine", "resource", "urn:mine");

        assertThat(found.issuer()).isEqualTo("https://mine.example");
        assertThat(found.scope()).isEqualTo("mine");
        assertThat(found.resource()).isEqualTo("urn:mine");
    }

    @Test
    void the_scope_is_that_of_the_metadata_where_the_challenge_names_none() throws Exception {
        documents.put(PATH_PRM, Map.of("resource", SERVER, "scopes_supported", List.of("x", "y")));
        assertThat(discover("Bearer").scope()).isEqualTo("x y");

        documents.put(PATH_PRM, Map.of("resource", SERVER));
        assertThat(discover("Bearer").scope()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/meta",
                "http://api.example/meta",
                "https://api.example:8443/meta",
                "http://169.254.169.254/latest",
                "https://user@api.example/meta"
            })
    void t18_metadata_on_another_origin_is_not_fetched(String location) {
        assertThatThrownBy(() -> discover("Bearer resource_metadata=\"" + location + "\""))
                .isInstanceOf(InsecureEndpointException.class);
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/mcp",
                "https://api.example/other",
                "https://api.example/mcp/x",
                "https://api.example/mcp//",
                "https://api.example/m",
                "https://api.example/mc%2fp",
                "https://api.example/x/../mcp",
                "https://api.example?tenant=a",
                "https://user@api.example/mcp",
                "https://api.example/mcp#x",
                "http://api.example/mcp",
                "not a url"
            })
    void t21_metadata_about_another_resource_is_refused(String resource) {
        resource(PATH_PRM, resource, "https://as.example");
        assertThatThrownBy(() -> discover("Bearer"))
                .isInstanceOf(MetadataException.class)
                .hasMessageContaining("another resource");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "https://api.example/other", "https://api.example.evil.example"})
    void t21_so_it_is_at_the_root_and_where_the_challenge_says(String resource) {
        resource(ROOT_PRM, resource, "https://as.example");
        for (String challenge : new String[] {"Bearer", "Bearer resource_metadata=\"" + ROOT_PRM + "\""}) {
            assertThatThrownBy(() -> discover(challenge))
                    .isInstanceOf(MetadataException.class)
                    .hasMessageContaining("another resource");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://as.example, https://as.example/, true",
        "https://as.example/, https://as.example, true",
        "https://as.example, https://AS.example, false",
        "https://as.example, https://evil.example, false",
        "https://as.example/a, https://as.example/a/, false",
        "https://as.example/a, https://as.example/b, false",
        "https://as.example/a, https://as.example/A, false",
        "https://as.example/a, https://as.example, false",
        "https://as.example, https://as.example/a, false",
        "https://as.example, https://as.example//, false",
        "https://as.example, http://as.example, false",
        "https://as.example, HTTPS://as.example, false",
        "https://as.example, https://as.example.evil.example, false",
        "https://as.example, https://evil.example/https://as.example, false",
        "https://as.example, https://as.example:443, false",
    })
    void t22_metadata_of_another_issuer_is_refused(String asked, String found, boolean accepted) throws Exception {
        for (URI location : WellKnown.authorizationServer(URI.create(asked))) {
            issuer(location.toString(), found);
        }
        if (accepted) {
            assertThat(discover("", "issuer", asked).issuer()).isEqualTo(asked);
        } else {
            assertThatThrownBy(() -> discover("", "issuer", asked)).isInstanceOf(IssuerMismatchException.class);
            assertThat(discover("", "issuer", asked, "issuer-alias", found).issuer())
                    .isEqualTo(asked);
        }
    }

    @Test
    void an_issuer_without_metadata_is_an_error_that_names_the_places() {
        assertThatThrownBy(() -> discover("", "issuer", "https://as.example"))
                .isInstanceOf(MetadataException.class)
                .hasMessageContaining("https://as.example/.well-known/oauth-authorization-server");
    }

    @Test
    void t25_a_server_that_moved_to_another_authorization_server_is_noticed() throws Exception {
        ServerConfig server = Config.load(
                        new ConfigInput(Map.of("safeconduct.server.api.url", SERVER), Map.of(), null), GrantFlows.ALL)
                .server("api");
        Discovery discovery = new Discovery(source, server, Clock.systemUTC(), LOG);
        resource(PATH_PRM, SERVER, "https://new.example");

        PriorLogin old = new PriorLogin("https://old.example", null, null, null, false);
        assertThat(discovery.hasLeft(old, List.of())).isTrue();
        assertThat(discovery.hasLeft(new PriorLogin("https://new.example", null, null, null, false), List.of()))
                .isFalse();
        documents.clear();
        assertThat(discovery.hasLeft(old, List.of())).isFalse();
    }
}
