package dev.safeconduct.it.servers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.testkit.SigningKey;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * What a service does at an authorization server: client credentials with each authentication method, token exchange. The
 * server knows the clients {@code service-<method>}, with {@link #SECRET} and the method as the secret of those that have
 * one, and with the keys and the certificate of {@link KeyFiles}; and {@code exchange}, which logs persons in and exchanges
 * their tokens, with {@code client_secret_basic}.
 */
abstract class ServiceContract extends AuthorizationServerSteps {
    private static final String TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";

    @Test
    void client_credentials_with_client_secret_basic() {
        if (startsWith(Feature.CLIENT_SECRET_BASIC, LONG)) {
            setSecret("client_secret_basic");
            assertServiceAuthenticates("client_secret_basic");
        }
    }

    @Test
    void client_credentials_with_client_secret_post() {
        if (startsWith(Feature.CLIENT_SECRET_POST, LONG)) {
            setSecret("client_secret_post");
            assertServiceAuthenticates("client_secret_post");
        }
    }

    @Test
    void client_credentials_with_client_secret_jwt() {
        if (startsWith(Feature.CLIENT_SECRET_JWT, LONG)) {
            setSecret("client_secret_jwt");
            assertServiceAuthenticates("client_secret_jwt");
        }
    }

    @Test
    void client_credentials_with_private_key_jwt() {
        if (startsWith(Feature.PRIVATE_KEY_JWT, LONG)) {
            setKey(KeyFiles.get().signingKey(), KeyFiles.ALGORITHM);
            assertServiceAuthenticates("private_key_jwt");
        }
    }

    @Test
    void client_credentials_with_tls_client_auth() {
        if (startsWith(Feature.TLS_CLIENT_AUTH, LONG)) {
            assertServiceAuthenticatesByCertificate("tls_client_auth");
        }
    }

    @Test
    void client_credentials_with_self_signed_tls_client_auth() {
        if (startsWith(Feature.SELF_SIGNED_TLS_CLIENT_AUTH, LONG)) {
            assertServiceAuthenticatesByCertificate("self_signed_tls_client_auth");
        }
    }

    @Test
    void token_exchange_of_the_token_of_a_login() throws Exception {
        if (!startsWith(Feature.TOKEN_EXCHANGE, LONG)) {
            return;
        }
        home.set("URL", server.mail())
                .set("ISSUER", server.issuer())
                .set("CLIENT_ID", "exchange")
                .set("CLIENT_SECRET", SECRET + "exchange")
                .set("SCOPE", "mail:read");
        logIn("api");
        String token = assertStatus(home.command("token", "api"), 0).out().get(0);
        Path file = Files.writeString(KeyFiles.get().folder().resolve("subject-" + System.nanoTime()), token);

        home.set("URL", server.files())
                .set("GRANT", "token_exchange")
                .set("SUBJECT_TOKEN", "${file:" + file + "}")
                .set("SCOPE", "files:read");

        try (HostJvm program = home.program(Jdk.JDK_17, "")) {
            assertCall("200", server.files(), program);
        }
        assertThat(server.tokenRequests(TOKEN_EXCHANGE))
                .singleElement()
                .extracting(Exchange::status)
                .isEqualTo(200);
    }

    private void setSecret(String method) {
        home.set("CLIENT_SECRET", SECRET + method);
    }

    final void setKey(SigningKey key, String algorithm) {
        home.set("CLIENT_KEY", KeyFiles.get().file(key))
                .set("CLIENT_KEY_ID", KeyFiles.KEY_ID)
                .set("CLIENT_KEY_ALG", algorithm);
    }

    private void assertServiceAuthenticates(String method) {
        home.set("ISSUER", server.issuer());
        assertServiceIsLetIn(method);
        assertThat(server.exchanges("token"))
                .as("token requests; the command finds the program's token")
                .singleElement()
                .matches(request -> request.grant().equals("client_credentials") && request.status() == 200)
                .extracting(Exchange::clientAuth)
                .isEqualTo(method);
    }

    /** The token request does not come through the gateway: the server has it over TLS, from a client that can no other. */
    private void assertServiceAuthenticatesByCertificate(String method) {
        home.set("ISSUER", server.issuerOverTls())
                .set("CLIENT_KEY_STORE", KeyFiles.get().clientKeyStore().toString())
                .set("CLIENT_KEY_STORE_PASSWORD", KeyFiles.PASSWORD)
                .setForAll("TLS__CA_FILE", KeyFiles.get().serverCertificate().toString());
        assertServiceIsLetIn(method);
        assertThat(server.exchanges("token")).isEmpty();
    }

    private void assertServiceIsLetIn(String method) {
        home.set("CLIENT_AUTH", method);
        assertServiceReaches(server.mail(), "service-" + method);
        assertThat(assertStatus(home.command("token", "api"), 0).out()).hasSize(1);
    }

    final void assertServiceReaches(String url, String clientId) {
        home.set("URL", url).set("GRANT", "client_credentials").set("CLIENT_ID", clientId);
        try (HostJvm program = home.program(Jdk.JDK_17, "")) {
            assertCall("200", url, program);
        }
    }
}
