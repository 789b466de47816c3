package dev.safeconduct.client.internal.grant;

import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.oauth.ConfigException;
import dev.safeconduct.client.oauth.OAuthJson;
import dev.safeconduct.spi.OAuthException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A token as other programs write it: by itself, as JSON in the manner of a token response, or as an ExecCredential of
 * Kubernetes. {@link #toString} shows nothing of it.
 *
 * @param key the setting that it comes from
 * @param lifetime from when it was written on; null if it does not say
 * @param expiresAt null if it does not say
 */
record KeptToken(String key, String accessToken, @Nullable Duration lifetime, @Nullable Instant expiresAt) {

    private static final int JWT_PARTS = 3;
    private static final long MAX_SECONDS = Duration.ofDays(3650).toSeconds();

    /**
     * Reads a token.
     *
     * @throws ConfigException if it has no token; the message quotes nothing
     */
    static KeptToken parse(String text, String key) throws ConfigException {
        String stripped = text.strip();
        if (!stripped.startsWith("{")) {
            return new KeptToken(key, stripped, null, expiry(stripped));
        }
        Map<String, @Nullable Object> members = json(stripped.getBytes(StandardCharsets.UTF_8));
        if (members == null) {
            throw refused(key, "is JSON that cannot be read");
        }
        return "ExecCredential".equals(members.get("kind")) ? execCredential(members, key) : response(members, key);
    }

    private static KeptToken execCredential(Map<String, @Nullable Object> members, String key) throws ConfigException {
        Object status = members.get("status");
        if (!(status instanceof Map<?, ?> credential) || !(credential.get("token") instanceof String token)) {
            throw refused(key, "is an ExecCredential without status.token, which is all that is used of one");
        }
        Instant end = credential.get("expirationTimestamp") instanceof String time ? instant(time) : null;
        return new KeptToken(key, token, null, end == null ? expiry(token) : end);
    }

    private static KeptToken response(Map<String, @Nullable Object> members, String key) throws ConfigException {
        for (String name : List.of("access_token", "accessToken", "token")) {
            if (members.get(name) instanceof String token) {
                Duration lifetime =
                        members.get("expires_in") instanceof Number seconds ? lifetime(seconds.longValue()) : null;
                return new KeptToken(key, token, lifetime, lifetime == null ? expiry(token) : null);
            }
        }
        throw refused(key, "is JSON without access_token");
    }

    private static Duration lifetime(long seconds) {
        return Duration.ofSeconds(Math.max(0, Math.min(seconds, MAX_SECONDS)));
    }

    /**
     * A record of it.
     *
     * @param longest for how long it is believed without being looked at again
     * @throws ConfigException if it cannot be used
     */
    TokenRecord record(GrantContext context, Duration longest) throws ConfigException {
        Instant last = context.now().plus(longest);
        Instant end = end(context.now(), last);
        return record(context, end.isBefore(last) ? end : last);
    }

    /**
     * A record of it.
     *
     * @param lifetimeIfUnstated for how long it is used where it does not say when it expires
     * @throws ConfigException if it cannot be used
     */
    TokenRecord recordUntilExpiry(GrantContext context, Duration lifetimeIfUnstated) throws ConfigException {
        return record(context, end(context.now(), context.now().plus(lifetimeIfUnstated)));
    }

    private Instant end(Instant now, Instant unstated) {
        return lifetime != null ? now.plus(lifetime) : expiresAt != null ? expiresAt : unstated;
    }

    private TokenRecord record(GrantContext context, Instant end) throws ConfigException {
        if (!end.isAfter(context.now())) {
            throw refused(
                    key, "is a token that expired at " + end + ": the program that makes it has to make a new one");
        }
        try {
            return context.kept(accessToken, end);
        } catch (IllegalArgumentException e) {
            throw refused(key, "is not a token: it is empty, too long, or has characters that no token has");
        }
    }

    /** Of a JWT, which is read and not verified: it is good for when to look again, for nothing else. */
    private static @Nullable Instant expiry(String token) {
        try {
            return claims(token).get("exp") instanceof Number seconds
                    ? Instant.ofEpochSecond(seconds.longValue())
                    : null;
        } catch (DateTimeException e) {
            return null; // it only looks like one
        }
    }

    /** Who a token says it is of, if it is a JWT, which is not verified; null if it does not say. */
    static @Nullable String issuer(String token) {
        return claims(token).get("iss") instanceof String issuer ? issuer : null;
    }

    private static Map<String, @Nullable Object> claims(String token) {
        String[] parts = token.split("\\.", -1);
        try {
            Map<String, @Nullable Object> claims =
                    parts.length == JWT_PARTS ? json(Base64.getUrlDecoder().decode(parts[1])) : null;
            return claims == null ? Map.of() : claims;
        } catch (IllegalArgumentException e) {
            return Map.of(); // it only looks like one
        }
    }

    private static @Nullable Map<String, @Nullable Object> json(byte[] text) {
        try {
            return OAuthJson.parseObject(text, "token");
        } catch (OAuthException e) {
            return null;
        }
    }

    private static @Nullable Instant instant(String time) {
        try {
            return OffsetDateTime.parse(time).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static ConfigException refused(String key, String why) {
        return new ConfigException(key, "What " + key + " gives " + why + ".");
    }

    @Override
    public String toString() {
        return "KeptToken[" + key + "]";
    }
}
