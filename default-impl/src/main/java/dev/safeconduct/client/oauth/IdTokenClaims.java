package dev.safeconduct.client.oauth;

import dev.safeconduct.spi.MetadataException;
import dev.safeconduct.spi.WireMembers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an ID token says (OpenID Connect Core §2). Only a reading of it: that the token was read says nothing of who
 * signed it. Immutable. An accessor throws where a claim has the wrong type; a claim that is never read does no harm.
 * {@link #toString} names the claims and shows none of them.
 */
public final class IdTokenClaims {

    private final WireMembers wire;

    /** @param members the JSON object; copied */
    public IdTokenClaims(Map<String, ? extends @Nullable Object> members) {
        this.wire = new WireMembers("ID token", members);
    }

    /** All members in their order, also those without an accessor. Values are those of a JSON parser. Unmodifiable. */
    @SuppressWarnings("NullAway") // from a class file, the compiler of JDK 17 does not read the annotation
    public Map<String, @Nullable Object> members() {
        return wire.all();
    }

    /** {@code iss}: who issued it, or null. A string: it is compared, not resolved. */
    public @Nullable String issuer() throws MetadataException {
        return wire.string("iss");
    }

    /** {@code sub}: who logged in, unique at this issuer and never given to another user; null if absent. */
    public @Nullable String subject() throws MetadataException {
        return wire.string("sub");
    }

    /** {@code aud}: the clients that it is meant for. A single string on the wire is a list of one; absent is empty. */
    public List<String> audience() throws MetadataException {
        List<String> audience = members().get("aud") instanceof String one ? List.of(one) : wire.strings("aud");
        return audience == null ? List.of() : audience;
    }

    /** {@code azp}: the client that it was issued to, or null. */
    public @Nullable String authorizedParty() throws MetadataException {
        return wire.string("azp");
    }

    /** {@code exp}: when it expires; null if the token was read and does not say. */
    public @Nullable Instant expiresAt() throws MetadataException {
        return wire.instant("exp");
    }

    /** {@code iat}: when it was issued, or null. */
    public @Nullable Instant issuedAt() throws MetadataException {
        return wire.instant("iat");
    }

    /** {@code nbf}: from when on it counts (RFC 7519 §4.1.5), or null. */
    public @Nullable Instant notBefore() throws MetadataException {
        return wire.instant("nbf");
    }

    /** {@code nonce}: what the login sent along, or null. */
    public @Nullable String nonce() throws MetadataException {
        return wire.string("nonce");
    }

    /** {@code email}: the address, which may be another user's unless {@link #emailVerified()}; null if absent. */
    public @Nullable String email() throws MetadataException {
        return wire.string("email");
    }

    /**
     * {@code email_verified}: whether the issuer has seen that the address is theirs; false if absent. Some issuers write
     * {@code true} and {@code false} as strings.
     */
    public boolean emailVerified() throws MetadataException {
        Object value = members().get("email_verified");
        if ("true".equals(value) || "false".equals(value)) {
            return "true".equals(value);
        }
        return wire.flag("email_verified");
    }

    /** {@code name}: the full name to show, or null. */
    public @Nullable String name() throws MetadataException {
        return wire.string("name");
    }

    /** {@code preferred_username}: a short name to show, not unique and not for ever; null if absent. */
    public @Nullable String preferredUsername() throws MetadataException {
        return wire.string("preferred_username");
    }

    /** Whether it is expired by the system's clock, or will be within {@link Token#DEFAULT_EXPIRY_MARGIN}. */
    public boolean isExpired() {
        return isExpired(Token.DEFAULT_EXPIRY_MARGIN, Clock.systemUTC());
    }

    /** Whether it is expired, or will be within the margin; also where {@code exp} is absent or not usable. */
    public boolean isExpired(Duration margin, Clock clock) {
        try {
            Instant end = expiresAt();
            return end == null || Duration.between(clock.instant(), end).compareTo(margin) < 0;
        } catch (MetadataException e) {
            return true;
        }
    }

    /** The names of the members, without their values. */
    @Override
    public String toString() {
        return wire.toString();
    }
}
