package dev.safeconduct.client.internal.record;

import dev.safeconduct.client.internal.config.TokenKey;
import dev.safeconduct.client.internal.dpop.DpopKey;
import dev.safeconduct.client.oauth.OAuthJson;
import dev.safeconduct.client.oauth.Token;
import dev.safeconduct.spi.OAuthException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A token record as JSON: the members of the Go tool, which reads and writes them too, and this client's own, which
 * begin with {@code safeconduct_}. A rewrite by the Go tool drops these, exactly when they stop being true. The refresh
 * token is among them, because it belongs to this client: the Go tool would spend it. A token that is bound to a key
 * does not have the Go tool's form at all, so that no file of the Go tool's is made of it.
 */
final class TokenRecordFormat {

    /** Go's zero time, 0001-01-01T00:00:00Z, which it writes for "no expiry". */
    private static final Instant NEVER = Instant.ofEpochSecond(-62_135_596_800L);

    /** RFC 3339 ends here: 9999-12-31T23:59:59Z. */
    private static final Instant END = Instant.ofEpochSecond(253_402_300_799L);

    private static final String SERVER = "server_url";

    /** For a token that is bound to a key: neither the Go tool nor an earlier version may take it for a bearer token. */
    private static final String BOUND_SERVER = "safeconduct_server_url";

    private static final String DPOP_KEY = "safeconduct_dpop_key";
    private static final String TOKEN_REFUSED = "safeconduct_token_refused";
    private static final String REFRESH_REFUSED = "safeconduct_refresh_refused";
    private static final String SOURCE = "safeconduct_source";
    private static final String FOR_NOW = "for now";
    private static final String REFUSED = "with an error";

    private TokenRecordFormat() {}

    static byte[] write(TokenRecord record) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        Token token = record.token();
        json.put("access_token", token.accessToken());
        json.put("token_type", token.tokenType());
        json.put("expiry", time(token.expiresAt() == null ? NEVER : token.expiresAt()));
        put(json, "id_token", token.idToken());
        json.put(record.isBound() ? BOUND_SERVER : SERVER, record.key().server());
        json.put("issuer_url", record.issuer());
        put(json, "client_id", record.clientId());
        json.put("created_at", time(record.createdAt()));
        json.put("safeconduct_version", 1);
        json.put("safeconduct_session", record.key().session());
        json.put("safeconduct_profile", record.key().profile());
        put(json, "safeconduct_refresh_token", token.refreshToken());
        put(json, "safeconduct_issued_at", token.issuedAt() == null ? null : time(token.issuedAt()));
        put(
                json,
                "safeconduct_refresh_expires_at",
                token.refreshExpiresAt() == null ? null : time(token.refreshExpiresAt()));
        put(json, "safeconduct_scope", token.scope());
        put(json, "safeconduct_resource", record.resource());
        put(json, "safeconduct_token_endpoint", record.tokenEndpoint());
        put(json, "safeconduct_revocation_endpoint", record.revocationEndpoint());
        put(json, "safeconduct_client_auth", record.clientAuth());
        put(json, "safeconduct_resource_metadata", record.resourceMetadata());
        DpopKey key = record.dpopKey();
        if (key != null) {
            json.put(DPOP_KEY, key.toJwk());
        }
        put(json, SOURCE, record.source());
        if (record.tokenRefused()) {
            json.put(TOKEN_REFUSED, true);
        }
        switch (record.refreshRefusal()) {
            case NONE -> {}
            case FOR_NOW -> json.put(REFRESH_REFUSED, FOR_NOW);
            case REFUSED -> json.put(REFRESH_REFUSED, REFUSED);
            case ENDED -> json.put(REFRESH_REFUSED, true);
        }
        return OAuthJson.write(json);
    }

    /** @throws OAuthException if it is not a token record; the message quotes nothing of it */
    static TokenRecord read(byte[] bytes) throws OAuthException {
        Map<String, @Nullable Object> json = OAuthJson.parseObject(bytes, "stored token");
        boolean ours = json.get("safeconduct_version") instanceof Number;
        String accessToken = text(json, "access_token");
        DpopKey key = key(json.get(DPOP_KEY));
        String server = text(json, key == null ? SERVER : BOUND_SERVER);
        if (accessToken == null || server == null) {
            throw new OAuthException("The stored token lacks access_token or server_url.");
        }
        Token token = token(json, accessToken, ours);
        String session = text(json, "safeconduct_session");
        String profile = text(json, "safeconduct_profile");
        String issuer = text(json, "issuer_url");
        Instant createdAt = instant(json, "created_at");
        return new TokenRecord(
                new TokenKey(
                        session == null ? TokenKey.DEFAULT : session,
                        server,
                        profile == null ? TokenKey.DEFAULT : profile),
                token,
                issuer == null ? "" : issuer,
                text(json, "client_id"),
                text(json, "safeconduct_resource"),
                text(json, "safeconduct_token_endpoint"),
                text(json, "safeconduct_revocation_endpoint"),
                createdAt == null ? Instant.EPOCH : createdAt,
                text(json, "safeconduct_client_auth"),
                text(json, "safeconduct_resource_metadata"),
                refreshRefusal(json.get(REFRESH_REFUSED)),
                Boolean.TRUE.equals(json.get(TOKEN_REFUSED)),
                key,
                text(json, SOURCE));
    }

    private static @Nullable DpopKey key(@Nullable Object jwk) throws OAuthException {
        try {
            return jwk instanceof Map<?, ?> members ? DpopKey.of(members) : null;
        } catch (IllegalArgumentException e) {
            throw new OAuthException("The stored token is not usable. " + e.getMessage());
        }
    }

    /** Earlier versions know {@code true} alone; they try again what is refused otherwise. */
    private static RefreshRefusal refreshRefusal(@Nullable Object value) {
        if (Boolean.TRUE.equals(value)) {
            return RefreshRefusal.ENDED;
        }
        return FOR_NOW.equals(value)
                ? RefreshRefusal.FOR_NOW
                : REFUSED.equals(value) ? RefreshRefusal.REFUSED : RefreshRefusal.NONE;
    }

    private static Token token(Map<String, @Nullable Object> json, String accessToken, boolean ours)
            throws OAuthException {
        String type = text(json, "token_type");
        try {
            return new Token(
                    accessToken,
                    type == null || type.isEmpty() ? "Bearer" : type,
                    text(json, ours ? "safeconduct_refresh_token" : "refresh_token"),
                    instant(json, "safeconduct_issued_at"),
                    instant(json, "expiry"),
                    text(json, "safeconduct_scope"),
                    text(json, "id_token"),
                    instant(json, "safeconduct_refresh_expires_at"));
        } catch (IllegalArgumentException e) {
            throw new OAuthException("The stored token is not usable. " + e.getMessage());
        }
    }

    private static void put(Map<String, @Nullable Object> json, String name, @Nullable String value) {
        if (value != null) {
            json.put(name, value);
        }
    }

    private static @Nullable String text(Map<String, @Nullable Object> json, String name) {
        return json.get(name) instanceof String text ? text : null;
    }

    private static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** RFC 3339 with any offset and fraction, as Go writes it; null if absent, unreadable, Go's zero time or beyond. */
    private static @Nullable Instant instant(Map<String, @Nullable Object> json, String name) {
        String text = text(json, name);
        if (text == null) {
            return null;
        }
        try {
            Instant instant = OffsetDateTime.parse(text).toInstant();
            return instant.isAfter(NEVER) && instant.isBefore(END) ? instant : null;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
