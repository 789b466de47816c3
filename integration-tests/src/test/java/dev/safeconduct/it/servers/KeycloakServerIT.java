package dev.safeconduct.it.servers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.keycloak.KeycloakServer;
import dev.safeconduct.testkit.FreePort;
import dev.safeconduct.testkit.SigningKey;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Keycloak, one server for all tests. Its issuer is what a client calls it: by the gateway, or over TLS. */
@Tag("full")
class KeycloakServerIT extends AuthorizationServerContract {
    private static final int PORT = FreePort.find();
    private static final int TLS_PORT = FreePort.find();
    private static final URI ISSUER = issuer("http", PORT);
    private static final URI ISSUER_OVER_TLS = issuer("https", TLS_PORT);

    /** Those that the contract does without. */
    private static final Map<String, SigningKey> SIGNING_KEYS = Stream.of("RS256", "PS256", "EdDSA")
            .collect(Collectors.toMap(
                    Function.identity(), algorithm -> SigningKey.generate(algorithm, KeyFiles.KEY_ID)));

    private static KeycloakServer keycloak;
    private static Gateway gateway;

    @BeforeAll
    static void startKeycloak() {
        KeyFiles keys = KeyFiles.get();
        keycloak = KeycloakServer.start(
                new KeycloakRealm(ISSUER, SIGNING_KEYS)::change,
                Map.of(
                        "KC_HTTPS_PORT", Integer.toString(TLS_PORT),
                        "KC_HTTPS_KEY_STORE_FILE",
                                keys.folder().resolve("server.p12").toString(),
                        "KC_HTTPS_KEY_STORE_PASSWORD", KeyFiles.PASSWORD,
                        "KC_TRUSTSTORE_PATHS",
                                keys.folder().resolve("client.pem").toString()));
        gateway = new Gateway(PORT, keycloak.baseUrl().getPort());
    }

    @AfterAll
    static void stopKeycloak() {
        if (keycloak != null) {
            keycloak.close();
        }
        if (gateway != null) {
            gateway.close();
        }
    }

    @Override
    AuthorizationServer startServer(Duration tokenLifetime) {
        keycloak.setAccessTokenLifespan(tokenLifetime);
        return new KeycloakWithResources(keycloak, gateway, ISSUER, ISSUER_OVER_TLS);
    }

    @Override
    Set<Feature> notOffered() {
        return EnumSet.of(Feature.SELF_SIGNED_TLS_CLIENT_AUTH);
    }

    @Test
    void private_key_jwt_signed_by_each_other_algorithm() {
        start(LONG);
        home.set("ISSUER", server.issuer());
        SIGNING_KEYS.forEach((algorithm, key) -> {
            setKey(key, algorithm);
            assertServiceReaches(server.mail(), "service-" + algorithm);
        });
        assertThat(server.exchanges("token"))
                .hasSameSizeAs(SIGNING_KEYS.keySet())
                .allMatch(request -> request.clientAuth().equals("private_key_jwt") && request.status() == 200);
    }

    @Test
    void client_credentials_with_a_token_that_the_server_binds_to_a_key() {
        start(LONG);
        home.set("ISSUER", server.issuer()).set("CLIENT_SECRET", SECRET + "bound");
        assertServiceReaches(server.bound(), "service-bound");
    }

    private static URI issuer(String scheme, int port) {
        return URI.create(scheme + "://127.0.0.1:" + port + "/realms/" + KeycloakServer.REALM);
    }
}
