package dev.safeconduct.client.internal.record;

import dev.safeconduct.client.internal.record.StoredRegistration.Doubt;
import dev.safeconduct.client.internal.record.StoredRegistration.Registered;
import dev.safeconduct.client.oauth.ClientInformation;
import dev.safeconduct.client.oauth.OAuthJson;
import dev.safeconduct.spi.OAuthException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A registered client as JSON, with the member names of RFC 7591 §3.2.1, the issuer that it is registered at, and
 * members of our own for the client that may take its place.
 */
final class RegistrationFormat {

    private static final String ISSUER = "issuer";
    private static final String DOUBT = "safeconduct_doubt";
    private static final String NEXT = "safeconduct_next";
    private static final String RENEWALS = "safeconduct_renewals";

    private RegistrationFormat() {}

    static byte[] write(String issuer, StoredRegistration registration) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put(ISSUER, issuer);
        json.putAll(members(registration.current()));
        if (registration.next() != null) {
            json.put(NEXT, members(registration.next()));
        }
        if (!registration.renewals().isEmpty()) {
            json.put(
                    RENEWALS,
                    registration.renewals().stream()
                            .map(Instant::getEpochSecond)
                            .toList());
        }
        return OAuthJson.write(json);
    }

    private static Map<String, @Nullable Object> members(Registered registered) {
        ClientInformation client = registered.client();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("client_id", client.clientId());
        if (client.clientSecret() != null) {
            json.put("client_secret", client.clientSecret());
        }
        if (client.clientSecretExpiresAt() != null) {
            json.put("client_secret_expires_at", client.clientSecretExpiresAt().getEpochSecond());
        }
        json.put("token_endpoint_auth_method", client.authMethod());
        json.put(
                "redirect_uris",
                client.redirectUris().stream().map(URI::toString).toList());
        if (registered.scope() != null) {
            json.put("scope", registered.scope());
        }
        if (registered.doubt() != null) {
            json.put(DOUBT, registered.doubt().name());
        }
        return json;
    }

    /** Null if it is about another issuer. */
    static @Nullable StoredRegistration read(byte[] bytes, String issuer) throws OAuthException {
        Map<String, @Nullable Object> json = OAuthJson.parseObject(bytes, "stored registration");
        Registered current = registered(json);
        if (!issuer.equals(json.get(ISSUER)) || current == null) {
            return null;
        }
        List<Instant> renewals = new ArrayList<>();
        if (json.get(RENEWALS) instanceof List<?> list) {
            for (Object each : list) {
                if (each instanceof Number seconds) {
                    renewals.add(Instant.ofEpochSecond(seconds.longValue()));
                }
            }
        }
        Registered next = json.get(NEXT) instanceof Map<?, ?> members ? registered(members) : null;
        return new StoredRegistration(current, next, renewals);
    }

    private static @Nullable Registered registered(Map<?, ?> json) {
        if (!(json.get("client_id") instanceof String clientId)) {
            return null;
        }
        List<URI> redirectUris = new ArrayList<>();
        if (json.get("redirect_uris") instanceof List<?> list) {
            list.forEach(uri -> redirectUris.add(URI.create(String.valueOf(uri))));
        }
        ClientInformation client = new ClientInformation(
                clientId,
                json.get("client_secret") instanceof String secret ? secret : null,
                json.get("token_endpoint_auth_method") instanceof String method ? method : "none",
                redirectUris,
                true,
                json.get("client_secret_expires_at") instanceof Number seconds
                        ? Instant.ofEpochSecond(seconds.longValue())
                        : null,
                null,
                null);
        return new Registered(client, json.get("scope") instanceof String scope ? scope : null, doubt(json.get(DOUBT)));
    }

    private static @Nullable Doubt doubt(@Nullable Object name) {
        for (Doubt doubt : Doubt.values()) {
            if (doubt.name().equals(name)) {
                return doubt;
            }
        }
        return null;
    }
}
