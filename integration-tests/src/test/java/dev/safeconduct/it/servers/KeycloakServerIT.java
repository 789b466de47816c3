package dev.safeconduct.it.servers;

import dev.safeconduct.it.keycloak.KeycloakServer;
import dev.safeconduct.testkit.FreePort;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** Keycloak, one server for all tests. Its issuer is what a client calls it: by the gateway, or over TLS. */
@Tag("full")
class KeycloakServerIT extends AuthorizationServerContract {
    private static final int PORT = FreePort.find();
    private static final int TLS_PORT = FreePort.find();
    private static final URI ISSUER = issuer("http", PORT);
    private static final URI ISSUER_OVER_TLS = issuer("https", TLS_PORT);

    private static KeycloakServer keycloak;
    private static Gateway gateway;

    @BeforeAll
    static void startKeycloak() {
        KeyFiles keys = KeyFiles.get();
        keycloak = KeycloakServer.start(
                new KeycloakRealm(ISSUER)::change,
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

    private static URI issuer(String scheme, int port) {
        return URI.create(scheme + "://127.0.0.1:" + port + "/realms/" + KeycloakServer.REALM);
    }
}
