package dev.safeconduct.it.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.testkit.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Services that authenticate at Keycloak by a key, or by a secret that is not sent. */
@Tag("full")
class KeycloakClientAuthenticationIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SECRET = "a-secret-of-32-characters-or-more";
    private static final Map<String, SigningKey> KEYS = new TreeMap<>();

    @TempDir
    private static Path folder;

    private static KeycloakServer keycloak;
    private static CallingProgram program;

    private JwtProtectedResource resource;
    private AgentHome home;

    @BeforeAll
    static void start() {
        for (String algorithm : List.of("ES256", "RS256", "PS256", "EdDSA")) {
            KEYS.put(algorithm, SigningKey.generate(algorithm, "key-" + algorithm));
        }
        program = CallingProgram.compile();
        keycloak = KeycloakServer.start(KeycloakClientAuthenticationIT::addClients);
    }

    @AfterAll
    static void stop() {
        keycloak.close();
        program.close();
    }

    @BeforeEach
    void makeHome() {
        resource = JwtProtectedResource.start(keycloak.issuer(), KeycloakServer.AUDIENCE);
        home = AgentHome.create();
    }

    @AfterEach
    void removeHome() {
        home.close();
        resource.close();
    }

    private static void addClients(ObjectNode realm) {
        ArrayNode clients = (ArrayNode) realm.get("clients");
        ObjectNode service = null;
        for (JsonNode client : clients) {
            service = client.path("clientId").asText().equals(KeycloakServer.SERVICE_CLIENT)
                    ? (ObjectNode) client
                    : service;
        }
        assertThat(service).isNotNull();
        for (Map.Entry<String, SigningKey> key : KEYS.entrySet()) {
            ObjectNode client = service.deepCopy();
            client.put("clientId", "by-" + key.getKey()).put("clientAuthenticatorType", "client-jwt");
            client.remove("secret");
            client.putObject("attributes")
                    .put("use.jwks.string", "true")
                    .put("jwks.string", jwks(key.getValue()))
                    .put("token.endpoint.auth.signing.alg", key.getKey());
            clients.add(client);
        }
        ObjectNode bySecret = service.deepCopy();
        bySecret.put("clientId", "by-secret").put("clientAuthenticatorType", "client-secret-jwt");
        bySecret.put("secret", SECRET);
        clients.add(bySecret);
        ObjectNode bound = service.deepCopy();
        bound.put("clientId", "bound").put("secret", SECRET);
        bound.withObject("attributes").put("dpop.bound.access.tokens", "true");
        clients.add(bound);
    }

    private static String jwks(SigningKey key) {
        return JSON.createObjectNode()
                .set("keys", JSON.createArrayNode().add(JSON.valueToTree(key.jwk())))
                .toString();
    }

    private void assertIsLetIn(String clientId, String... settings) {
        home.environment("SAFECONDUCT__SERVER__API__URL", resource.url().toString());
        home.environment("SAFECONDUCT__SERVER__API__GRANT", "client_credentials");
        home.environment("SAFECONDUCT__SERVER__API__CLIENT_ID", clientId);
        for (int i = 0; i < settings.length; i += 2) {
            home.environment("SAFECONDUCT__SERVER__API__" + settings[i], settings[i + 1]);
        }

        AgentRun.Ended ended =
                home.program(Jdk.running(), program, resource.url()).awaitEnd();

        assertThat(ended.exitCode()).as(ended.errors()).isZero();
        assertThat(resource.calls()).hasSize(1).allMatch(call -> call.status() == 200);
        assertThat(resource.calls().get(0).token().getClaim("azp").asString()).isEqualTo(clientId);
    }

    @Test
    void a_token_is_bound_to_a_key_where_the_server_demands_it() {
        resource.demandBoundTokens();
        assertIsLetIn("bound", "CLIENT_SECRET", SECRET);
        assertThat(resource.calls().get(0).token().getClaim("cnf").asMap()).containsKey("jkt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ES256", "RS256", "PS256", "EdDSA"})
    void a_key_signs(String algorithm) throws IOException {
        Path file = Files.writeString(
                folder.resolve(algorithm + ".pem"), KEYS.get(algorithm).pem());

        assertIsLetIn(
                "by-" + algorithm,
                "CLIENT_KEY",
                "${file:" + file + "}",
                "CLIENT_KEY_ID",
                "key-" + algorithm,
                "CLIENT_KEY_ALG",
                algorithm);
    }

    @Test
    void a_secret_signs_and_is_not_sent() {
        assertIsLetIn("by-secret", "CLIENT_SECRET", SECRET, "CLIENT_AUTH", "client_secret_jwt");
    }
}
