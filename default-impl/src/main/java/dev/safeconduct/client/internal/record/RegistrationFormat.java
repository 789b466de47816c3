package dev.safeconduct.client.internal.record;

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

/** A registered client as JSON, with the member names of RFC 7591 §3.2.1 and the issuer that it is registered at. */
final class RegistrationFormat {

    private RegistrationFormat() {}

    static byte[] write(String issuer, ClientInformation client) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("issuer", issuer);
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
        return OAuthJson.write(json);
    }

    /** Null if it is about another issuer. */
    static @Nullable ClientInformation read(byte[] bytes, String issuer) throws OAuthException {
        Map<String, @Nullable Object> json = OAuthJson.parseObject(bytes, "stored registration");
        if (!issuer.equals(json.get("issuer")) || !(json.get("client_id") instanceof String clientId)) {
            return null;
        }
        List<URI> redirectUris = new ArrayList<>();
        if (json.get("redirect_uris") instanceof List<?> list) {
            list.forEach(uri -> redirectUris.add(URI.create(String.valueOf(uri))));
        }
        return new ClientInformation(
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
    }
}
