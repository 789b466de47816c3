package dev.safeconduct.client.internal.login;

import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.discovery.DiscoveredServer;
import dev.safeconduct.client.oauth.AuthChallenge;
import dev.safeconduct.client.oauth.ErrorResponseException;
import dev.safeconduct.spi.AuthorizationServerMetadata;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The scope {@code offline_access} (OpenID Connect Core §11), without which many servers give no refresh token: asked for
 * where the authorization server lists it and the user has not configured the scope. No state.
 */
final class OfflineAccess {

    /** The scope. */
    static final String SCOPE = "offline_access";

    /** How Keycloak says that a user may not have it. */
    private static final String NOT_ALLOWED = "not_allowed";

    private OfflineAccess() {}

    /** Whether an authorization server has refused no more than the scope, where it was added. */
    static boolean isRefused(Throwable failure) {
        return failure instanceof ErrorResponseException error
                && (error.error().equals(ErrorResponseException.INVALID_SCOPE)
                        || error.error().equals(NOT_ALLOWED));
    }

    /** The server with the scope to ask for; the same where it needs no addition, and where a login is to get more scope. */
    static DiscoveredServer added(DiscoveredServer discovered, ServerConfig server, List<AuthChallenge> challenges) {
        String scope = discovered.scope();
        // Without a scope the server chooses: one that names offline_access alone would ask for nothing else.
        boolean add = server.scope() == null
                && challenges.stream().noneMatch(AuthChallenge::isInsufficientScope)
                && scope != null
                && !isIn(scope)
                && listed(discovered.metadata()).contains(SCOPE);
        return add ? discovered.withScope(scope + " " + SCOPE) : discovered;
    }

    /**
     * Whether the person has to be asked: OpenID providers give no refresh token without {@code prompt=consent}. What the
     * user configures takes precedence.
     */
    static boolean needsConsent(DiscoveredServer discovered, ServerConfig server) {
        return server.scope() == null
                && isIn(discovered.scope())
                && discovered.metadata().members().containsKey("subject_types_supported");
    }

    static boolean isIn(@Nullable String scope) {
        return scope != null && List.of(scope.strip().split("\\s+")).contains(SCOPE);
    }

    private static List<String> listed(AuthorizationServerMetadata metadata) {
        List<String> scopes = metadata.scopesSupported();
        return scopes == null ? List.of() : scopes;
    }
}
