package dev.safeconduct.testkit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Dynamic client registration (RFC 7591). */
final class FakeRegistrationEndpoint {
    private final AuthorizationServerSettings settings;
    private final ClientRegistry clients;
    private final TokenLedger ledger;

    FakeRegistrationEndpoint(AuthorizationServerSettings settings, ClientRegistry clients, TokenLedger ledger) {
        this.settings = settings;
        this.clients = clients;
        this.ledger = ledger;
    }

    Reply answer(RecordedRequest request) {
        if (!request.method().equals("POST")) {
            return Reply.status(405).header("Allow", "POST");
        }
        Map<String, Object> metadata = read(request);
        List<String> redirectUris = strings(metadata.get("redirect_uris"));
        boolean needsRedirect = !metadata.containsKey("grant_types")
                || strings(metadata.get("grant_types")).contains("authorization_code");
        if (needsRedirect && redirectUris.isEmpty()) {
            throw new Refusal("invalid_redirect_uri", "redirect_uris is missing");
        }
        if (!redirectUris.stream().allMatch(ClientRegistry::isLoopback)) {
            throw new Refusal("invalid_redirect_uri", "only http URIs on loopback hosts");
        }
        String authMethod = settings.registrationAuthMethod;
        Map<String, Object> answer = new LinkedHashMap<>(metadata);
        String clientId = ledger.random("client-");
        String secret = authMethod.equals("none") ? null : ledger.random("secret-");
        answer.put("client_id", clientId);
        answer.put("client_id_issued_at", settings.clock.instant().getEpochSecond());
        answer.put("token_endpoint_auth_method", authMethod);
        if (secret != null) {
            answer.put("client_secret", secret);
            answer.put("client_secret_expires_at", 0);
        }
        clients.add(new RegisteredClient(clientId, secret, authMethod, redirectUris, Map.copyOf(metadata)));
        settings.registrationResponse.accept(answer);
        return Reply.json(201, answer).header("Cache-Control", "no-store");
    }

    private static Map<String, Object> read(RecordedRequest request) {
        try {
            return Json.readObject(request.body());
        } catch (IllegalArgumentException e) {
            throw new Refusal("invalid_client_metadata", "not a JSON object");
        }
    }

    private static List<String> strings(@Nullable Object value) {
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }
}
