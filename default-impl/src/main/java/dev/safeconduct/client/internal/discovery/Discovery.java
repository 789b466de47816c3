package dev.safeconduct.client.internal.discovery;

import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.spi.AuthChallenge;
import dev.safeconduct.spi.AuthorizationServerMetadata;
import dev.safeconduct.spi.InsecureEndpointException;
import dev.safeconduct.spi.IssuerMismatchException;
import dev.safeconduct.spi.MetadataDiscovery;
import dev.safeconduct.spi.MetadataException;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.ProtectedResourceMetadata;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * From a protected resource to its authorization server: what is configured, else what the challenge names, else the
 * well-known places, else the server's own origin, else the default endpoints of MCP 2025-03-26. Checks every document
 * itself, whoever delivered it. Safe for all threads; blocks.
 */
public final class Discovery {

    /** How long authorization server metadata is believed. */
    public static final Duration CACHE_TTL = Duration.ofMinutes(30);

    private record Cached(AuthorizationServerMetadata metadata, Instant until) {}

    private final MetadataDiscovery source;
    private final ServerConfig server;
    private final Clock clock;
    private final Map<String, Cached> cache = new ConcurrentHashMap<>();

    public Discovery(MetadataDiscovery source, ServerConfig server, Clock clock) {
        this.source = source;
        this.server = server;
        this.clock = clock;
    }

    /**
     * Discovers.
     *
     * @param challenges those of the 401 at hand; empty if there is none
     * @throws OAuthException if a document breaks a rule; a document that is not there only leads to the next place
     */
    public DiscoveredServer discover(List<AuthChallenge> challenges) throws OAuthException {
        boolean toldAll = server.get("issuer") != null && server.get("resource") != null;
        @Nullable ProtectedResourceMetadata resource = toldAll ? null : resourceMetadata(challenges);
        String issuer = server.get("issuer");
        if (issuer == null
                && resource != null
                && !resource.authorizationServers().isEmpty()) {
            issuer = resource.authorizationServers().get(0);
        }
        if (issuer != null) {
            AuthorizationServerMetadata metadata = metadata(issuer);
            if (metadata == null) {
                throw new MetadataException("The authorization server " + issuer + " publishes no metadata (looked at "
                        + WellKnown.authorizationServer(uri(issuer, "issuer")) + "). Tell whoever runs it, or set"
                        + " safeconduct.server." + server.name() + ".issuer to the right one.");
            }
            return discovered(issuer, metadata, true, resource, challenges);
        }
        String hinted = issuer(challenges);
        AuthorizationServerMetadata ofHinted = hinted == null ? null : metadataOfHinted(hinted);
        if (hinted != null && ofHinted != null) {
            return discovered(hinted, ofHinted, true, resource, challenges);
        }
        String origin = server.url().origin().toString();
        AuthorizationServerMetadata metadata = metadata(origin);
        return metadata != null
                ? discovered(origin, metadata, true, resource, challenges)
                : discovered(origin, defaultEndpoints(origin), false, resource, challenges);
    }

    /**
     * Whether the resource names issuers, and this one is not among them: it has moved to another authorization server.
     * False where that cannot be told.
     */
    public boolean hasLeft(String issuer, List<AuthChallenge> challenges) {
        try {
            ProtectedResourceMetadata resource = server.get("issuer") == null ? resourceMetadata(challenges) : null;
            return resource != null
                    && !resource.authorizationServers().isEmpty()
                    && resource.authorizationServers().stream()
                            .noneMatch(named -> stripSlash(named).equals(stripSlash(issuer)));
        } catch (OAuthException e) {
            return false;
        }
    }

    private DiscoveredServer discovered(
            String issuer,
            AuthorizationServerMetadata metadata,
            boolean documented,
            @Nullable ProtectedResourceMetadata resource,
            List<AuthChallenge> challenges)
            throws OAuthException {
        String indicator = server.get("resource");
        if (indicator == null && resource != null) {
            indicator = resource.resource();
        }
        return new DiscoveredServer(indicator, issuer, metadata, documented, scope(resource, challenges));
    }

    /** RFC 6750 §3: the challenge says what is needed now; the resource's metadata what is needed in general. */
    private @Nullable String scope(@Nullable ProtectedResourceMetadata resource, List<AuthChallenge> challenges)
            throws OAuthException {
        String configured = server.get("scope");
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
        URI url = server.url().uri();
        URI origin = server.url().origin();
        String named = server.get("resource-metadata");
        boolean configured = named != null;
        for (AuthChallenge challenge : challenges) {
            if (named == null && challenge.takesAccessToken()) {
                named = challenge.resourceMetadata();
            }
        }
        if (named != null) {
            URI location = uri(named, "resource_metadata");
            if (!configured && !WellKnown.isSameOrigin(location, origin)) {
                throw new InsecureEndpointException("The server " + server.url().text() + " names metadata on another"
                        + " host (" + WellKnown.origin(location)
                        + "). If that is meant to be so, set safeconduct.server."
                        + server.name() + ".resource-metadata.");
            }
            ProtectedResourceMetadata found = source.protectedResource(url, location);
            return checked(found, location, List.of(url, origin, WellKnown.resourceOf(location)));
        }
        URI location = WellKnown.protectedResource(url);
        ProtectedResourceMetadata found = checked(source.protectedResource(url, location), location, List.of(url));
        if (found == null && !url.equals(origin)) {
            location = WellKnown.protectedResource(origin);
            found = checked(source.protectedResource(origin, location), location, List.of(origin, url));
        }
        return found;
    }

    /** RFC 9728 §3.3: the document has to be about the resource that was asked for. */
    private @Nullable ProtectedResourceMetadata checked(
            @Nullable ProtectedResourceMetadata found, URI location, List<URI> identifiers) throws OAuthException {
        if (found == null) {
            return null;
        }
        String resource = found.resource();
        for (URI identifier : identifiers) {
            if (stripSlash(resource).equals(stripSlash(identifier.toString()))) {
                return found;
            }
        }
        throw new MetadataException("The metadata at " + location + " is about another resource than "
                + identifiers.get(0) + ", so it may be forged. Tell whoever runs the server.");
    }

    private @Nullable AuthorizationServerMetadata metadata(String issuer) throws OAuthException {
        Cached cached = cache.get(issuer);
        if (cached != null && clock.instant().isBefore(cached.until())) {
            return cached.metadata();
        }
        URI identifier = uri(issuer, "issuer");
        for (URI location : WellKnown.authorizationServer(identifier)) {
            AuthorizationServerMetadata found = source.authorizationServer(identifier, location);
            if (found != null) {
                checkIssuer(issuer, identifier, found.issuer(), location);
                cache.put(issuer, new Cached(found, clock.instant().plus(CACHE_TTL)));
                return found;
            }
        }
        return null;
    }

    /** A realm may only look like an issuer: if its metadata does not say that it is one, it is not. */
    private @Nullable AuthorizationServerMetadata metadataOfHinted(String issuer) {
        try {
            return metadata(issuer);
        } catch (OAuthException e) {
            return null;
        }
    }

    /** RFC 8414 §3.3: exact, but for one trailing slash where the issuer has no path. */
    private void checkIssuer(String asked, URI identifier, String found, URI location) throws IssuerMismatchException {
        boolean pathless =
                identifier.getRawPath().isEmpty() || identifier.getRawPath().equals("/");
        boolean same = found.equals(asked) || (pathless && stripSlash(found).equals(stripSlash(asked)));
        if (!same && !found.equals(server.get("issuer-alias"))) {
            throw new IssuerMismatchException("The metadata at " + location + " is of another issuer than " + asked
                    + ", so it may be forged. If the two are the same, set safeconduct.server." + server.name()
                    + ".issuer-alias to the issuer that it names.");
        }
    }

    private static String stripSlash(String text) {
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
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

    private static URI uri(String text, String what) throws MetadataException {
        try {
            URI uri = URI.create(text);
            if (uri.getScheme() != null && uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // falls through to the error
        }
        throw new MetadataException("The " + what + " is not an absolute URL.");
    }
}
