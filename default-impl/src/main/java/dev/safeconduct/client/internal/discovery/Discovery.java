package dev.safeconduct.client.internal.discovery;

import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.discovery.DiscoveredServer.Basis;
import dev.safeconduct.client.oauth.AuthChallenge;
import dev.safeconduct.client.oauth.InsecureEndpointException;
import dev.safeconduct.spi.AuthorizationServerMetadata;
import dev.safeconduct.spi.MetadataDiscovery;
import dev.safeconduct.spi.MetadataException;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.ProtectedResourceMetadata;
import java.net.URI;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * From a protected resource to its authorization server: what is configured, else what the challenge names, else the
 * well-known places, else the server's own origin, else the default endpoints of MCP 2025-03-26. Checks every document
 * itself, whichever server delivered it. Safe for all threads; blocks.
 */
public final class Discovery {

    private final ResourceMetadata resources;
    private final ServerConfig server;
    private final IssuerMetadata issuers;

    public Discovery(MetadataDiscovery source, ServerConfig server, Clock clock) {
        this.resources = new ResourceMetadata(source);
        this.server = server;
        this.issuers = new IssuerMetadata(
                source,
                () -> server.issuerAlias(),
                server.remedies()
                        .text("If the two are the same, set", "issuer-alias", "<the issuer that it names>")
                        .strip(),
                IssuerMetadata.DEFAULT_CACHE_TTL,
                clock);
    }

    /**
     * Discovers.
     *
     * @param challenges those of the 401 received; empty if there are none
     * @throws OAuthException if a document breaks a rule; a document that is not there only leads to the next place
     */
    public DiscoveredServer discover(List<AuthChallenge> challenges) throws OAuthException {
        boolean toldAll = server.issuer() != null && server.resource() != null;
        @Nullable ProtectedResourceMetadata resource = toldAll ? null : resourceMetadata(challenges);
        String issuer = server.issuer();
        if (issuer == null
                && resource != null
                && !resource.authorizationServers().isEmpty()) {
            issuer = resource.authorizationServers().get(0);
        }
        if (issuer != null) {
            AuthorizationServerMetadata metadata = metadata(issuer);
            if (metadata == null) {
                throw new MetadataException("The authorization server " + issuer + " publishes no metadata (looked at "
                        + IssuerMetadata.locations(issuer) + ")."
                        + server.remedies().text("Tell its operator, or set", "issuer", "<the right one>"));
            }
            return discovered(
                    issuer, metadata, server.issuer() != null ? Basis.CONFIGURED : Basis.NAMED, resource, challenges);
        }
        String hinted = issuer(challenges);
        AuthorizationServerMetadata ofHinted = hinted == null ? null : metadataOfHinted(hinted);
        if (hinted != null && ofHinted != null) {
            return discovered(hinted, ofHinted, Basis.NAMED, resource, challenges);
        }
        String origin = server.url().origin().toString();
        AuthorizationServerMetadata metadata = metadata(origin);
        return metadata != null
                ? discovered(origin, metadata, Basis.ORIGIN, resource, challenges)
                : discovered(origin, defaultEndpoints(origin), Basis.GUESSED, resource, challenges);
    }

    /**
     * Whether the resource names issuers, and this one is not among them: it has moved to another authorization server.
     * False where that cannot be told.
     */
    public boolean hasLeft(String issuer, List<AuthChallenge> challenges) {
        try {
            ProtectedResourceMetadata resource = server.issuer() == null ? resourceMetadata(challenges) : null;
            return resource != null
                    && !resource.authorizationServers().isEmpty()
                    && resource.authorizationServers().stream()
                            .noneMatch(named -> WellKnown.stripSlash(named).equals(WellKnown.stripSlash(issuer)));
        } catch (OAuthException e) {
            return false;
        }
    }

    private DiscoveredServer discovered(
            String issuer,
            AuthorizationServerMetadata metadata,
            Basis basis,
            @Nullable ProtectedResourceMetadata resource,
            List<AuthChallenge> challenges)
            throws OAuthException {
        String indicator = server.resource();
        if (indicator == null && resource != null && server.sendsResource()) {
            indicator = resource.resource();
        }
        return new DiscoveredServer(indicator, issuer, metadata, basis, scope(resource, challenges));
    }

    /** RFC 6750 §3: the challenge says what is needed now; the resource's metadata what is needed in general. */
    private @Nullable String scope(@Nullable ProtectedResourceMetadata resource, List<AuthChallenge> challenges)
            throws OAuthException {
        String configured = server.scope();
        if (configured != null) {
            return configured;
        }
        for (AuthChallenge challenge : challenges) {
            if (challenge.takesAccessToken() && challenge.scope() != null) {
                return challenge.scope();
            }
        }
        List<String> supported = resource == null ? null : resource.scopesSupported();
        return supported == null || supported.isEmpty() ? null : String.join(" ", supported);
    }

    private @Nullable ProtectedResourceMetadata resourceMetadata(List<AuthChallenge> challenges) throws OAuthException {
        URI origin = server.url().origin();
        String named = server.resourceMetadata();
        boolean configured = named != null;
        for (AuthChallenge challenge : challenges) {
            if (named == null && challenge.takesAccessToken()) {
                named = challenge.resourceMetadata();
            }
        }
        if (named != null) {
            URI location = WellKnown.absolute(named, "resource_metadata");
            if (!configured && !WellKnown.isSameOrigin(location, origin)) {
                throw new InsecureEndpointException("The server " + server.url().text() + " names metadata on another"
                        + " host name (" + WellKnown.origin(location)
                        + ")."
                        + server.remedies().text("If that is intended, set", "resource-metadata", location.toString()));
            }
            return resources.at(server.url(), location);
        }
        return resources.find(server.url());
    }

    private @Nullable AuthorizationServerMetadata metadata(String issuer) throws OAuthException {
        return issuers.find(issuer);
    }

    /** A realm may only look like an issuer: if its metadata does not say that it is one, it is not. */
    private @Nullable AuthorizationServerMetadata metadataOfHinted(String issuer) {
        try {
            return metadata(issuer);
        } catch (OAuthException e) {
            return null;
        }
    }

    private static @Nullable String issuer(List<AuthChallenge> challenges) {
        for (AuthChallenge challenge : challenges) {
            if (challenge.takesAccessToken() && challenge.issuer() != null) {
                return challenge.issuer();
            }
        }
        return null;
    }

    private static AuthorizationServerMetadata defaultEndpoints(String origin) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("issuer", origin);
        members.put("authorization_endpoint", origin + "/authorize");
        members.put("token_endpoint", origin + "/token");
        members.put("registration_endpoint", origin + "/register");
        members.put("token_endpoint_auth_methods_supported", List.of("none"));
        return new AuthorizationServerMetadata(members);
    }
}
