package dev.safeconduct.it.keycloak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.safeconduct.it.OwnedProcess;
import dev.safeconduct.testkit.FreePort;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * A Keycloak server on a free loopback port, with the realm of {@code keycloak/safeconduct-realm.json}.
 *
 * <p>In: the unpacked Keycloak distribution, named by the system property {@code keycloak.home} (the Maven profile
 * {@code full} unpacks it and sets the property), and, if wanted, a change to the realm before it is imported. Out: the
 * issuer URL, and the few administrative changes that tests need. The database is in memory; the log goes to
 * {@code target/keycloak-<port>.log}, and everything else that the server writes to a temporary folder, so any number
 * of servers can run from one distribution. {@link #close()} ends the server and removes the folder.
 *
 * <p>Keycloak's own {@code build} step runs in the distribution the first time that it is used.
 */
public final class KeycloakServer implements AutoCloseable {
    /** The name of the imported realm. */
    public static final String REALM = "safeconduct";
    /** The user of the realm, and the password. */
    public static final String USER = "alice";

    public static final String PASSWORD = "alice-password";
    /** The public client: authorization code with PKCE S256, redirect URI {@code http://127.0.0.1:<any>/callback}. */
    public static final String PUBLIC_CLIENT = "safeconduct-cli";
    /** The confidential client: client credentials only, and its secret. */
    public static final String SERVICE_CLIENT = "safeconduct-service";

    public static final String SERVICE_SECRET = "safeconduct-service-secret";
    /** The resource server's identifier that the realm file puts into the {@code aud} of access tokens. */
    public static final String AUDIENCE = "https://api.example.test";

    private static final String REALM_FILE = "/keycloak/safeconduct-realm.json";
    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(20);
    private static final int PORT_ATTEMPTS = 3;
    private static final String ADMIN = "admin";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final String adminPassword = UUID.randomUUID().toString();
    private final Path folder;
    private final OwnedProcess process;
    private final URI baseUrl;

    private KeycloakServer(KeycloakDistribution distribution, Path folder, int port, Map<String, String> options) {
        this.folder = folder;
        this.baseUrl = URI.create("http://127.0.0.1:" + port);
        List<String> arguments = new ArrayList<>(List.of(
                "start",
                "--optimized",
                "--import-realm",
                "--cache=local",
                "--http-enabled=true",
                "--http-host=127.0.0.1",
                "--http-port=" + port,
                // The issuer has the host and the port that a request names.
                "--hostname-strict=false"));
        ProcessBuilder builder = distribution.command(folder.resolve("home"), arguments);
        builder.environment().putAll(options);
        builder.environment().put("KC_BOOTSTRAP_ADMIN_USERNAME", ADMIN);
        builder.environment().put("KC_BOOTSTRAP_ADMIN_PASSWORD", adminPassword);
        this.process = OwnedProcess.start(builder, Path.of("target", "keycloak-" + port + ".log"));
    }

    /** Starts a server with the realm as it stands in the realm file, and returns when it answers. */
    public static KeycloakServer start() {
        return start(realm -> {});
    }

    /**
     * Starts a server, and returns when it answers.
     *
     * @param realmChange is given the realm's JSON before the import, to change it for one test class
     */
    public static KeycloakServer start(Consumer<ObjectNode> realmChange) {
        return start(realmChange, Map.of());
    }

    /**
     * Starts a server, and returns when it answers.
     *
     * @param realmChange is given the realm's JSON before the import, to change it for one test class
     * @param options of Keycloak as environment variables, {@code KC_HTTPS_PORT} for example
     */
    public static KeycloakServer start(Consumer<ObjectNode> realmChange, Map<String, String> options) {
        KeycloakDistribution distribution = KeycloakDistribution.prepared();
        for (int attempt = 1; ; attempt++) {
            Path folder = TemporaryFolder.create("keycloak-server");
            distribution.linkHome(folder.resolve("home"));
            writeRealm(folder.resolve("home/data/import/safeconduct-realm.json"), realmChange);
            KeycloakServer server = new KeycloakServer(distribution, folder, FreePort.find(), options);
            try {
                server.awaitReady();
                return server;
            } catch (IllegalStateException e) {
                boolean portTaken = server.process.logText().contains("already bound")
                        || server.process.logText().contains("Address already in use");
                server.close();
                if (!portTaken || attempt == PORT_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** Scheme, host and port of the server. */
    public URI baseUrl() {
        return baseUrl;
    }

    /** The issuer identifier of the realm, {@code http://127.0.0.1:<port>/realms/safeconduct}. */
    public URI issuer() {
        return baseUrl.resolve("/realms/" + REALM);
    }

    /** Changes the lifetime of access tokens issued from now on. */
    public void setAccessTokenLifespan(Duration lifespan) {
        updateRealm(JSON.createObjectNode().put("accessTokenLifespan", lifespan.toSeconds()));
    }

    /**
     * The events of this type that the server has recorded, if the realm records them ({@code eventsEnabled} and
     * {@code enabledEventTypes}).
     */
    public List<JsonNode> events(String type) {
        URI events = baseUrl.resolve("/admin/realms/" + REALM + "/events?max=1000&type=" + type);
        List<JsonNode> found = new ArrayList<>();
        send(admin(events, adminToken()).build(), 200).forEach(found::add);
        return found;
    }

    /** Sends a refresh token to the token endpoint by hand; the error code of the answer, empty if it is a token. */
    public String errorOfRefresh(String clientId, String refreshToken) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(issuer() + "/protocol/openid-connect/token"))
                .timeout(REQUEST_LIMIT)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(
                        "grant_type=refresh_token&client_id=" + clientId + "&refresh_token=" + refreshToken))
                .build();
        return json(answer(request)).path("error").asText();
    }

    /** Changes the given properties of the realm's representation and leaves the others alone. */
    public void updateRealm(ObjectNode properties) {
        HttpRequest request = admin(baseUrl.resolve("/admin/realms/" + REALM), adminToken())
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(properties.toString()))
                .build();
        send(request, 204);
    }

    /** Deletes the clients that have registered themselves, with their logins; their identifiers. */
    public List<String> forgetRegisteredClients() {
        URI clients = baseUrl.resolve("/admin/realms/" + REALM + "/clients");
        List<String> forgotten = new ArrayList<>();
        String token = adminToken();
        for (JsonNode client : send(admin(clients, token).build(), 200)) {
            // The realm's policy of registration wants it, and the clients of the realm file go without.
            if (client.path("consentRequired").asBoolean()) {
                URI place = URI.create(clients + "/" + client.path("id").asText());
                send(admin(place, token).DELETE().build(), 204);
                forgotten.add(client.path("clientId").asText());
            }
        }
        return forgotten;
    }

    /** The last lines of the server's log, for failure messages. */
    public String logTail() {
        return process.logTail();
    }

    /** Ends the server's processes and removes its folder. */
    @Override
    public void close() {
        process.close();
        TemporaryFolder.delete(folder);
    }

    private static HttpRequest.Builder admin(URI place, String token) {
        return HttpRequest.newBuilder(place).timeout(REQUEST_LIMIT).header("Authorization", "Bearer " + token);
    }

    private String adminToken() {
        URI endpoint = baseUrl.resolve("/realms/master/protocol/openid-connect/token");
        HttpRequest request = HttpRequest.newBuilder(endpoint)
                .timeout(REQUEST_LIMIT)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(
                        "grant_type=password&client_id=admin-cli&username=" + ADMIN + "&password=" + adminPassword))
                .build();
        return send(request, 200).get("access_token").asText();
    }

    private JsonNode send(HttpRequest request, int expectedStatus) {
        HttpResponse<String> response = answer(request);
        if (response.statusCode() != expectedStatus) {
            throw new IllegalStateException(request.method() + " " + request.uri() + " answered "
                    + response.statusCode() + ": " + response.body());
        }
        return json(response);
    }

    private HttpResponse<String> answer(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static JsonNode json(HttpResponse<String> response) {
        try {
            return response.body().isEmpty() ? JSON.createObjectNode() : JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitReady() {
        HttpRequest probe = HttpRequest.newBuilder(URI.create(issuer() + "/.well-known/openid-configuration"))
                .timeout(REQUEST_LIMIT)
                .build();
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!answers(probe)) {
            if (!process.isAlive()) {
                throw new IllegalStateException("Keycloak ended while starting; its log ends:\n" + logTail());
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "Keycloak was not ready within " + START_LIMIT + "; its log ends:\n" + logTail());
            }
            pause();
        }
    }

    private boolean answers(HttpRequest probe) {
        try {
            return http.send(probe, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while Keycloak was starting", e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while Keycloak was starting", e);
        }
    }

    private static void writeRealm(Path target, Consumer<ObjectNode> realmChange) {
        try (InputStream in = KeycloakServer.class.getResourceAsStream(REALM_FILE)) {
            ObjectNode realm = (ObjectNode) JSON.readTree(in);
            realmChange.accept(realm);
            Files.createDirectories(target.getParent());
            JSON.writeValue(target.toFile(), realm);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
