package dev.safeconduct.testkit;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The clients that a {@link FakeAuthorizationServer} knows, and how they prove who they are. */
final class ClientRegistry {
    private static final Set<String> ASSERTING = Set.of("private_key_jwt", "client_secret_jwt");

    private final AuthorizationServerSettings settings;
    private final Map<String, RegisteredClient> clients = new ConcurrentHashMap<>();

    ClientRegistry(AuthorizationServerSettings settings) {
        this.settings = settings;
    }

    void add(RegisteredClient client) {
        clients.put(client.clientId(), client);
    }

    List<RegisteredClient> all() {
        return List.copyOf(clients.values());
    }

    void clear() {
        clients.clear();
    }

    /** The client, or null; a URL is a client where Client ID Metadata Documents are taken. */
    @Nullable RegisteredClient find(@Nullable String clientId) {
        if (clientId == null) {
            return null;
        }
        if (settings.clientIdUrls && clientId.startsWith("https://")) {
            return new RegisteredClient(clientId, null, "none", List.of(), Map.of());
        }
        return clients.get(clientId);
    }

    /** Whether a redirect URI may be used: the registered one exactly, or scripted so, with any port. */
    boolean allows(RegisteredClient client, String redirectUri) {
        if (client.redirectUris().isEmpty()) {
            return isLoopback(redirectUri);
        }
        return client.redirectUris().contains(redirectUri)
                || (settings.anyLoopbackPort
                        && isLoopback(redirectUri)
                        && client.redirectUris().stream()
                                .anyMatch(known -> withoutPort(known).equals(withoutPort(redirectUri))));
    }

    private static String withoutPort(String uri) {
        return uri.replaceFirst("^(http://(?:[^/\\[:]+|\\[[^\\]]*]))(?::\\d+)?", "$1");
    }

    static boolean isLoopback(String redirectUri) {
        try {
            URI uri = URI.create(redirectUri);
            return "http".equals(uri.getScheme())
                    && uri.getUserInfo() == null
                    && uri.getFragment() == null
                    && List.of("127.0.0.1", "[::1]", "localhost").contains(String.valueOf(uri.getHost()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The client that sends a request to the token or revocation endpoint, by the method it is registered with. */
    RegisteredClient authenticate(RecordedRequest request) {
        String authorization = request.header("Authorization");
        String secret = form(request, "client_secret");
        String clientId = form(request, "client_id");
        if (form(request, "client_assertion") != null) {
            return byAssertion(clientId, authorization == null && secret == null);
        }
        String method = secret == null ? "none" : "client_secret_post";
        if (authorization != null && authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
            if (secret != null) {
                throw new Refusal("invalid_request", "more than one client authentication");
            }
            String[] pair = basicPair(authorization.substring(6).strip());
            if (clientId != null && !clientId.equals(pair[0])) {
                throw new Refusal("invalid_request", "two client ids");
            }
            clientId = pair[0];
            secret = pair[1];
            method = "client_secret_basic";
        }
        RegisteredClient client = find(clientId);
        if (client == null || !client.authMethod().equals(method) || !isSame(client.clientSecret(), secret)) {
            throw new Refusal(401, "invalid_client", "the client is unknown or its authentication is wrong");
        }
        return client;
    }

    /** RFC 7521 §4.2. */
    private RegisteredClient byAssertion(@Nullable String clientId, boolean alone) {
        RegisteredClient client = find(clientId);
        if (!alone || client == null || !ASSERTING.contains(client.authMethod())) {
            throw new Refusal(401, "invalid_client", "the client is unknown or uses another authentication");
        }
        return client;
    }

    private static @Nullable String form(RecordedRequest request, String name) {
        List<String> values = request.form().getOrDefault(name, List.of());
        return values.isEmpty() ? null : values.get(0);
    }

    private static String[] basicPair(String credentials) {
        try {
            String pair = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return new String[] {
                FormParameters.decode(pair.substring(0, Math.max(colon, 0))),
                FormParameters.decode(pair.substring(colon + 1))
            };
        } catch (IllegalArgumentException e) {
            throw new Refusal(401, "invalid_client", "not Basic credentials");
        }
    }

    private static boolean isSame(@Nullable String expected, @Nullable String actual) {
        if (expected == null || actual == null) {
            return expected == null && actual == null;
        }
        return MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.UTF_8), actual.getBytes(StandardCharsets.UTF_8));
    }
}
