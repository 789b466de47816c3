package dev.safeconduct.client.oauth;

import dev.safeconduct.spi.MetadataException;
import dev.safeconduct.spi.WireMembers;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A token response (RFC 6749 §5.1, OpenID Connect Core §3.1.3.3), the form in which every OAuth library reads a token.
 * Immutable. {@link Token#of} judges it.
 *
 * <p>What decides, {@code access_token} and {@code token_type}, throws where it has the wrong type; anything else of the
 * wrong type counts as absent, because the access token is as good without it.
 */
public final class TokenResponse {

    /** The access token (RFC 6749 §5.1). */
    public static final String ACCESS_TOKEN = "access_token";
    /** The type of the access token (RFC 6749 §7.1). */
    public static final String TOKEN_TYPE = "token_type";
    /** The lifetime of the access token in seconds. */
    public static final String EXPIRES_IN = "expires_in";
    /** The refresh token (RFC 6749 §1.5). */
    public static final String REFRESH_TOKEN = "refresh_token";
    /** The scope of the access token (RFC 6749 §3.3). */
    public static final String SCOPE = "scope";
    /** The ID token (OpenID Connect Core §3.1.3.3). */
    public static final String ID_TOKEN = "id_token";
    /** The time of expiry, in the form of RFC 3339. No RFC has it; the Go tool writes it. */
    public static final String EXPIRES_AT = "expires_at";
    /** Who issued the token. No RFC has it; the Go tool writes it. */
    public static final String ISSUER = "issuer";

    /** The lifetime of the refresh token in seconds. No RFC has it; servers name it differently. */
    private static final List<String> REFRESH_EXPIRES_IN =
            List.of("refresh_token_expires_in", "refresh_expires_in", "x_refresh_token_expires_in");

    /** A lifetime beyond this is as good as none, and keeps the arithmetic of times in bounds. */
    static final Duration MAX_LIFETIME = Duration.ofDays(3650);

    private static final int MAX_LIFETIME_DIGITS = 64;

    private static final Instant ZERO_TIME = Instant.parse("0001-01-01T00:00:00Z");

    private final WireMembers wire;

    /** @param members the JSON object; copied */
    public TokenResponse(Map<String, ? extends @Nullable Object> members) {
        this.wire = new WireMembers("token response", members);
    }

    /** All members in their order, also those without an accessor. Values are those of a JSON parser. Unmodifiable. */
    @SuppressWarnings("NullAway") // from a class file, the compiler of JDK 17 does not read the annotation
    public Map<String, @Nullable Object> members() {
        return wire.all();
    }

    /** The access token, or null if missing. */
    public @Nullable String accessToken() throws MetadataException {
        return wire.string(ACCESS_TOKEN);
    }

    /** The type of the access token as the server wrote it, or null if missing. */
    public @Nullable String tokenType() throws MetadataException {
        return wire.string(TOKEN_TYPE);
    }

    /**
     * The lifetime of the access token when the response was made, in whole seconds. Read from a number, also one with a
     * fraction, or from a string with a number in it; cut to ten years. Null if that is less than a second or not there.
     */
    public @Nullable Duration expiresIn() {
        return seconds(EXPIRES_IN);
    }

    /**
     * The lifetime of the refresh token, where the server states it; read as {@link #expiresIn} is. Null if it does not,
     * or by 0 that there is no end.
     */
    public @Nullable Duration refreshExpiresIn() {
        for (String name : REFRESH_EXPIRES_IN) {
            Duration lifetime = seconds(name);
            if (lifetime != null) {
                return lifetime;
            }
        }
        return null;
    }

    private @Nullable Duration seconds(String name) {
        Object value = members().get(name);
        String text = value == null ? "" : value.toString().strip();
        if (text.length() > MAX_LIFETIME_DIGITS) {
            return null; // arithmetic with it would be slow
        }
        try {
            BigDecimal seconds = new BigDecimal(text);
            if (seconds.compareTo(BigDecimal.ONE) < 0) {
                return null;
            }
            return Duration.ofSeconds(
                    seconds.min(BigDecimal.valueOf(MAX_LIFETIME.toSeconds())).longValue());
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /**
     * The time of expiry of the Go tool's form. Null if it is not there or not in the form of RFC 3339, and for what is
     * not after the Go language's zero time, which means that none is known.
     */
    public @Nullable Instant expiresAt() {
        String text = text(EXPIRES_AT);
        try {
            Instant time = text == null ? null : OffsetDateTime.parse(text).toInstant();
            return time == null || !time.isAfter(ZERO_TIME) ? null : time;
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** The refresh token, or null. */
    public @Nullable String refreshToken() {
        return text(REFRESH_TOKEN);
    }

    /** The scope that was granted, separated by blanks, or null. */
    public @Nullable String scope() {
        return text(SCOPE);
    }

    /** The ID token, or null. */
    public @Nullable String idToken() {
        return text(ID_TOKEN);
    }

    /** Who issued the token, as the Go tool writes it, or null. Nothing has checked it. */
    public @Nullable String issuer() {
        return text(ISSUER);
    }

    private @Nullable String text(String name) {
        return members().get(name) instanceof String text && !text.isEmpty() ? text : null;
    }

    /** The names of the members, without their values. */
    @Override
    public String toString() {
        return wire.toString();
    }
}
