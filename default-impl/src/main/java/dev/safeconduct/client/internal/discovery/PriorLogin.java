package dev.safeconduct.client.internal.discovery;

import dev.safeconduct.spi.MetadataException;
import dev.safeconduct.spi.ProtectedResourceMetadata;
import org.jspecify.annotations.Nullable;

/**
 * What the stored login of a server says of its discovery. A fallback may confirm it and never move it (THREATS 81).
 *
 * @param issuer where it was made
 * @param resource the resource indicator that it was made with, or null
 * @param place where the resource metadata was that named the issuer; null if none did, or it is not known
 * @param scope what was granted; null if that is not known
 * @param bound whether its tokens are bound to a key (RFC 9449)
 */
public record PriorLogin(
        String issuer, @Nullable String resource, @Nullable String place, @Nullable String scope, boolean bound) {

    /** Whether it was made at this issuer, with or without a slash at the end. */
    public boolean isAt(String other) {
        return WellKnown.stripSlash(other).equals(WellKnown.stripSlash(issuer));
    }

    /** Whether resource metadata names its issuer. */
    boolean isNamedBy(ProtectedResourceMetadata document) throws MetadataException {
        return document.authorizationServers().stream().anyMatch(this::isAt);
    }
}
