package dev.safeconduct.client.internal.record;

import dev.safeconduct.client.internal.config.TokenKey;
import dev.safeconduct.client.internal.discovery.DiscoveredServer;
import dev.safeconduct.client.oauth.OAuthJson;
import dev.safeconduct.spi.AuthorizationServerMetadata;
import dev.safeconduct.spi.OAuthException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a web login has to remember from its authorization request to the response, which may come to another process.
 * {@link #toString} shows no secret.
 *
 * @param key whose login, for what
 * @param discovered the authorization server as it was asked: the response is judged by that
 * @param clientId the client that asked
 * @param redirectUri where the response goes
 * @param nonce what the ID token has to say (OpenID Connect Core §3.1.2.1), or null
 * @param codeVerifier the PKCE verifier (RFC 7636)
 */
public record WebLoginRecord(
        TokenKey key,
        DiscoveredServer discovered,
        String clientId,
        URI redirectUri,
        @Nullable String nonce,
        String codeVerifier) {

    /** As JSON. */
    public byte[] toBytes() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("server_url", key.server());
        json.put("session", key.session());
        json.put("profile", key.profile());
        json.put("issuer", discovered.issuer());
        json.put("metadata", discovered.metadata().members());
        json.put("basis", discovered.basis().name());
        json.put("resource", discovered.resource());
        json.put("scope", discovered.scope());
        json.put("resource_metadata", discovered.place());
        json.put("bound", discovered.bound());
        json.put("client_id", clientId);
        json.put("redirect_uri", redirectUri.toString());
        json.put("nonce", nonce);
        json.put("code_verifier", codeVerifier);
        return OAuthJson.write(json);
    }

    /** Reads what {@link #toBytes} wrote. */
    public static WebLoginRecord of(byte[] bytes) throws OAuthException {
        Map<String, @Nullable Object> json = OAuthJson.parseObject(bytes, "stored login");
        return new WebLoginRecord(
                new TokenKey(text(json, "session"), text(json, "server_url"), text(json, "profile")),
                new DiscoveredServer(
                        (String) json.get("resource"),
                        text(json, "issuer"),
                        new AuthorizationServerMetadata(members(json.get("metadata"))),
                        basis(json),
                        (String) json.get("scope"),
                        (String) json.get("resource_metadata"),
                        Boolean.TRUE.equals(json.get("bound"))),
                text(json, "client_id"),
                URI.create(text(json, "redirect_uri")),
                (String) json.get("nonce"),
                text(json, "code_verifier"));
    }

    /** A login that an earlier version began says less. */
    private static DiscoveredServer.Basis basis(Map<String, @Nullable Object> json) {
        return json.get("basis") instanceof String name
                ? DiscoveredServer.Basis.valueOf(name)
                : DiscoveredServer.Basis.GUESSED;
    }

    private static String text(Map<String, @Nullable Object> json, String name) {
        return String.valueOf(json.get(name));
    }

    private static Map<String, @Nullable Object> members(@Nullable Object object) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        if (object instanceof Map<?, ?> map) {
            map.forEach((name, value) -> members.put(String.valueOf(name), value));
        }
        return members;
    }

    @Override
    public String toString() {
        return "WebLoginRecord[" + key + "]";
    }
}
