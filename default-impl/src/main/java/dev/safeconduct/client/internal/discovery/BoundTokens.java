package dev.safeconduct.client.internal.discovery;

import dev.safeconduct.client.internal.config.DpopMode;
import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.dpop.DpopKey;
import dev.safeconduct.client.oauth.AuthChallenge;
import dev.safeconduct.spi.AuthorizationServerMetadata;
import dev.safeconduct.spi.MetadataException;
import dev.safeconduct.spi.ProtectedResourceMetadata;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether tokens for a server are to be bound to a key (DPoP, RFC 9449): where the configuration, the resource metadata or
 * the stored login wants it, whatever else is said (THREATS 94); else where the challenge takes nothing else and the
 * authorization server can do it.
 */
final class BoundTokens {

    private BoundTokens() {}

    /**
     * @param resource null if missing
     * @param before whether the tokens of the stored login are bound
     * @throws MetadataException if they have to be, and the authorization server cannot do it
     */
    static boolean areWanted(
            ServerConfig server,
            AuthorizationServerMetadata metadata,
            @Nullable ProtectedResourceMetadata resource,
            boolean before,
            List<AuthChallenge> challenges)
            throws MetadataException {
        DpopMode mode = server.dpop();
        if (mode == DpopMode.NEVER) {
            return false;
        }
        List<String> algorithms = metadata.dpopSigningAlgValuesSupported();
        boolean isOffered = algorithms != null && algorithms.contains(DpopKey.ALGORITHM);
        boolean isDemanded = resource != null && resource.dpopBoundAccessTokensRequired();
        boolean isKnownToWork = mode == DpopMode.ALWAYS || before;
        // Where a login or the user says that it works, metadata without a word of it prove nothing.
        boolean isUnsupported = !isOffered && (algorithms != null || !isKnownToWork);
        if ((isDemanded || isKnownToWork) && isUnsupported) {
            throw unsupported(server, metadata);
        }
        return isDemanded || isKnownToWork || (isOffered && takeNothingElse(challenges));
    }

    private static MetadataException unsupported(ServerConfig server, AuthorizationServerMetadata metadata)
            throws MetadataException {
        return new MetadataException("The server " + server.url().text() + " takes only tokens that are bound to a key"
                + " (DPoP, RFC 9449), and its authorization server " + metadata.issuer() + " does not offer proofs by "
                + DpopKey.ALGORITHM + ", so no token was requested."
                + server.remedies().text("If it takes them all the same, set", "dpop", "always"));
    }

    private static boolean takeNothingElse(List<AuthChallenge> challenges) {
        return challenges.stream().anyMatch(AuthChallenge::isDpop)
                && challenges.stream().allMatch(challenge -> challenge.isDpop() || !challenge.takesAccessToken());
    }
}
