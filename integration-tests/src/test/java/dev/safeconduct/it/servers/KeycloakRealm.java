package dev.safeconduct.it.servers;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.safeconduct.it.keycloak.KeycloakServer;
import dev.safeconduct.testkit.SigningKey;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** What {@link AuthorizationServerContract} wants of Keycloak's realm: scopes, the person, clients. */
final class KeycloakRealm {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SECRET = AuthorizationServerSteps.SECRET;

    private final URI issuer;
    private final Map<String, SigningKey> signingKeys;

    /** @param signingKeys the keys of further services, by what they sign by, which is also their name */
    KeycloakRealm(URI issuer, Map<String, SigningKey> signingKeys) {
        this.issuer = issuer;
        this.signingKeys = signingKeys;
    }

    void change(ObjectNode realm) {
        for (String scope : List.of("mail:read", "files:read")) {
            ObjectNode added = realm.withArray("clientScopes")
                    .addObject()
                    .put("name", scope)
                    .put("protocol", "openid-connect");
            added.putObject("attributes").put("include.in.token.scope", "true");
            if (scope.equals("files:read")) {
                // For the client that gets it by an exchange; all others have it by the scope "api".
                addAudience(added, KeycloakServer.AUDIENCE);
            }
            realm.withArray("defaultOptionalClientScopes").add(scope);
        }
        addPerson(realm);
        ArrayNode clients = realm.withArray("clients");
        for (String method : List.of("client_secret_basic", "client_secret_post")) {
            service(clients, method, "client-secret").put("secret", SECRET + method);
        }
        service(clients, "client_secret_jwt", "client-secret-jwt").put("secret", SECRET + "client_secret_jwt");
        addSigner(clients, "private_key_jwt", KeyFiles.ALGORITHM, KeyFiles.get().signingKey());
        signingKeys.forEach((algorithm, key) -> addSigner(clients, algorithm, algorithm, key));
        service(clients, "bound", "client-secret")
                .put("secret", SECRET + "bound")
                .putObject("attributes")
                .put("dpop.bound.access.tokens", "true");
        service(clients, "tls_client_auth", "client-x509")
                .putObject("attributes")
                .put("x509.subjectdn", "CN=fake");
        addExchange(clients);
    }

    private static void addPerson(ObjectNode realm) {
        ObjectNode person = realm.withArray("users")
                .addObject()
                .put("username", FormBrowser.USER)
                .put("enabled", true)
                .put("email", "user@example.test")
                .put("emailVerified", true)
                .put("firstName", "User")
                .put("lastName", "Example");
        person.putArray("realmRoles").add("offline_access");
        person.putArray("credentials").addObject().put("type", "password").put("value", FormBrowser.PASSWORD);
    }

    private static void addSigner(ArrayNode clients, String name, String algorithm, SigningKey key) {
        String keys = JSON.createObjectNode()
                .set("keys", JSON.createArrayNode().add(JSON.valueToTree(key.jwk())))
                .toString();
        service(clients, name, "client-jwt")
                .putObject("attributes")
                .put("use.jwks.string", "true")
                .put("jwks.string", keys)
                .put("token.endpoint.auth.signing.alg", algorithm);
    }

    private static ObjectNode service(ArrayNode clients, String method, String authenticator) {
        ObjectNode client = client(clients, "service-" + method)
                .put("clientAuthenticatorType", authenticator)
                .put("standardFlowEnabled", false)
                .put("serviceAccountsEnabled", true);
        client.putArray("defaultClientScopes").add("basic").add("api").add("mail:read");
        return client;
    }

    /** Its logins are for the issuer alone, which an exchange is asked of. */
    private void addExchange(ArrayNode clients) {
        ObjectNode exchange = client(clients, "exchange")
                .put("clientAuthenticatorType", "client-secret")
                .put("secret", SECRET + "exchange");
        exchange.putArray("redirectUris").add("http://127.0.0.1/callback");
        exchange.putArray("defaultClientScopes").add("basic");
        exchange.putArray("optionalClientScopes").add("mail:read").add("files:read");
        exchange.putObject("attributes").put("standard.token.exchange.enabled", "true");
        addAudience(exchange, issuer.toString());
    }

    private static ObjectNode client(ArrayNode clients, String id) {
        return clients.addObject()
                .put("clientId", id)
                .put("enabled", true)
                .put("protocol", "openid-connect")
                .put("publicClient", false)
                .put("directAccessGrantsEnabled", false)
                .put("fullScopeAllowed", false);
    }

    private static void addAudience(ObjectNode place, String audience) {
        ObjectNode mapper = place.putArray("protocolMappers")
                .addObject()
                .put("name", "audience")
                .put("protocol", "openid-connect")
                .put("protocolMapper", "oidc-audience-mapper");
        mapper.putObject("config")
                .put("included.custom.audience", audience)
                .put("access.token.claim", "true")
                .put("id.token.claim", "false");
    }
}
