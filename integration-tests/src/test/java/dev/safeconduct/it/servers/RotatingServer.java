package dev.safeconduct.it.servers;

import dev.safeconduct.it.keycloak.KeycloakServer;
import dev.safeconduct.testkit.FreePort;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** Authorization servers of others that take each refresh token once, and end the login of one that comes twice. */
public enum RotatingServer {
    /** With {@code rotateRefreshToken}. */
    OIDC_PROVIDER("oidc-provider") {
        @Override
        public AuthorizationServer start(Duration tokenLifetime) {
            return ServerProcess.start(ServerProgram.node("oidc-provider"), tokenLifetime);
        }
    },
    /** With "Revoke refresh token", and a reuse of 0. */
    KEYCLOAK("keycloak") {
        @Override
        public AuthorizationServer start(Duration tokenLifetime) {
            int port = FreePort.find();
            URI issuer = URI.create("http://127.0.0.1:" + port + "/realms/" + KeycloakServer.REALM);
            KeycloakServer keycloak = KeycloakServer.start(new KeycloakRealm(issuer, Map.of())::change);
            keycloak.setAccessTokenLifespan(tokenLifetime);
            Gateway gateway = new Gateway(port, keycloak.baseUrl().getPort());
            return new KeycloakWithResources(keycloak, gateway, issuer, issuer) {
                @Override
                public void close() {
                    super.close();
                    gateway.close();
                    keycloak.close();
                }
            };
        }
    };

    private final String word;

    RotatingServer(String word) {
        this.word = word;
    }

    /** Starts it, and waits until it is ready. */
    public abstract AuthorizationServer start(Duration tokenLifetime);

    /** What a person calls it. */
    @Override
    public String toString() {
        return word;
    }
}
