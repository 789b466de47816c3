package dev.safeconduct.client.internal.discovery;

import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.discovery.DiscoveredServer.Basis;
import dev.safeconduct.client.internal.log.EventLog;
import dev.safeconduct.client.internal.log.EventLog.Level;
import dev.safeconduct.client.internal.text.Scopes;
import dev.safeconduct.client.oauth.AuthChallenge;
import dev.safeconduct.spi.AuthorizationServerMetadata;
import dev.safeconduct.spi.MetadataDiscovery;
import dev.safeconduct.spi.MetadataException;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.ProtectedResourceMetadata;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * From a protected resource to its authorization server: what is configured, else what the challenge names, else the
 * well-known places, else where the stored login was made, else a realm that is an issuer, else the server's own origin,
 * else the default endpoints of MCP 2025-03-26. Checks every document itself, whichever server delivered it. Safe for all
 * threads; blocks.
 */
public final class Discovery {

    /** Of several authorization servers so many are looked at, at so many places, and none after this time. */
    private static final int MAX_ISSUERS = 3;

    private static final int MAX_PLACES = 12;
    private static final Duration MAX_TIME = Duration.ofSeconds(20);

    private final ResourceSearch resources;
    private final ServerConfig server;
    private final IssuerMetadata issuers;
    private final Clock clock;
    private final EventLog log;
    private volatile @Nullable String chosen;

    public Discovery(MetadataDiscovery source, ServerConfig server, Clock clock, EventLog log) {
        this.log = log;
        this.resources = new ResourceSearch(source, server);
        this.server = server;
        this.clock = clock;
        this.issuers = new IssuerMetadata(
                source,
                () -> server.issuerAlias(),
                server.remedies()
                        .text("If the two are the same, set", "issuer-alias", "<the issuer that it names>")
                        .strip(),
                IssuerMetadata.DEFAULT_CACHE_TTL,
                clock);
    }

    /** The authorization server and its metadata. */
    private record Issuer(String name, AuthorizationServerMetadata metadata, Basis basis) {}

    /**
     * Discovers.
     *
     * @param challenges those of the 401 received; empty if there are none
     * @param prior the stored login of the server, which moves only where the server says so at the place that it came
     *     from; null if missing
     * @throws OAuthException if a document breaks a rule, or it cannot be told whether there is a document
     */
    public DiscoveredServer discover(List<AuthChallenge> challenges, @Nullable PriorLogin prior) throws OAuthException {
        boolean toldAll = server.issuer() != null && server.resource() != null;
        Look<ProtectedResourceMetadata> look = toldAll ? new Look.Absent<>() : resources.look(challenges);
        Look.Found<ProtectedResourceMetadata> resource = believed(look, prior);
        Issuer issuer = issuer(look, resource, prior, challenges);
        return new DiscoveredServer(
                resources.resource(look, resource, prior),
                issuer.name(),
                issuer.metadata(),
                issuer.basis(),
                scope(resource, challenges, prior),
                issuer.basis() == Basis.NAMED && resource != null
                        ? resource.location().toString()
                        : null,
                BoundTokens.areWanted(
                        server,
                        issuer.metadata(),
                        resource == null ? null : resource.document(),
                        prior != null && prior.bound(),
                        challenges));
    }

    /** The same where no login is stored. */
    public DiscoveredServer discover(List<AuthChallenge> challenges) throws OAuthException {
        return discover(challenges, null);
    }

    /** The metadata of an issuer that the user has configured; null if it publishes none. */
    public @Nullable AuthorizationServerMetadata metadata(String issuer) throws OAuthException {
        return issuers.find(issuer);
    }

    /** Whether the server publishes resource metadata where it is looked for without a challenge. */
    public boolean hasResourceMetadata() {
        return resources.look(List.of()) instanceof Look.Found;
    }

    /**
     * Whether the place from which a login came now names issuers, and the login's is not among them: the server has
     * moved to another authorization server (THREATS 81). False where that cannot be told.
     */
    public boolean hasLeft(PriorLogin prior, List<AuthChallenge> challenges) {
        try {
            return server.issuer() == null
                    && resources.lookAgain(prior, challenges) instanceof Look.Found<ProtectedResourceMetadata> found
                    && !names(found).isEmpty()
                    && !prior.isNamedBy(found.document());
        } catch (OAuthException e) {
            return false;
        }
    }

    /**
     * The resource metadata that is believed; null if missing. Where an issuer is configured, it is a help, and that it
     * fails stops nothing. Where a login is stored, it may name another issuer only in the place of that login.
     *
     * @throws OAuthException if it contradicts
     */
    private Look.@Nullable Found<ProtectedResourceMetadata> believed(
            Look<ProtectedResourceMetadata> look, @Nullable PriorLogin prior) throws OAuthException {
        if (look instanceof Look.Contradicts<ProtectedResourceMetadata> no && server.issuer() == null) {
            throw no.reason();
        }
        if (!(look instanceof Look.Found<ProtectedResourceMetadata> found)) {
            return null;
        }
        if (server.issuer() != null || prior == null || names(found).isEmpty()) {
            return found;
        }
        return prior.isNamedBy(found.document()) || resources.isWhereItWas(prior, found) ? found : null;
    }

    private static List<String> names(Look.Found<ProtectedResourceMetadata> found) throws MetadataException {
        return found.document().authorizationServers();
    }

    private Issuer issuer(
            Look<ProtectedResourceMetadata> look,
            Look.@Nullable Found<ProtectedResourceMetadata> resource,
            @Nullable PriorLogin prior,
            List<AuthChallenge> challenges)
            throws OAuthException {
        String configured = server.issuer();
        if (configured != null) {
            return published(List.of(configured), Basis.CONFIGURED);
        }
        if (resource != null && !names(resource).isEmpty()) {
            if (prior == null || !prior.isNamedBy(resource.document())) {
                return published(names(resource), Basis.NAMED);
            }
            Issuer same = published(List.of(prior.issuer()), Basis.NAMED);
            sayChoice(names(resource), same.name());
            return same;
        }
        Issuer before = prior == null ? null : before(prior);
        if (before != null) {
            return before;
        }
        if (look instanceof Look.Failed<ProtectedResourceMetadata> failed) {
            throw failed.reason();
        }
        return unnamed(challenges);
    }

    /** The first that publishes metadata. One that fails is not passed over. */
    private Issuer published(List<String> named, Basis basis) throws OAuthException {
        Instant start = clock.instant();
        int places = 0;
        for (String issuer : named.subList(0, Math.min(named.size(), MAX_ISSUERS))) {
            places += IssuerMetadata.locations(issuer).size();
            boolean tooLate = !clock.instant().isBefore(start.plus(MAX_TIME));
            if (!issuer.equals(named.get(0)) && (places > MAX_PLACES || tooLate)) {
                break;
            }
            AuthorizationServerMetadata metadata = issuers.find(issuer);
            if (metadata != null) {
                sayChoice(named, issuer);
                return new Issuer(issuer, metadata, basis);
            }
        }
        String first = named.get(0);
        throw new MetadataException("The authorization server " + first + " publishes no metadata (looked at "
                + IssuerMetadata.locations(first) + ")."
                + server.remedies().text("Tell its operator, or set", "issuer", "<the right one>"));
    }

    private void sayChoice(List<String> named, String issuer) {
        if (named.size() > 1 && !issuer.equals(chosen)) {
            chosen = issuer;
            log.log(
                    Level.INFO,
                    "Of the " + named.size() + " authorization servers of "
                            + server.url().text() + ", " + issuer + " is used.");
        }
    }

    /** Where nothing says more, a login stays where it is; null if it was made where nothing is published any more. */
    private @Nullable Issuer before(PriorLogin prior) throws OAuthException {
        String origin = server.url().origin().toString();
        if (!prior.issuer().equals(origin)) {
            return published(List.of(prior.issuer()), Basis.NAMED);
        }
        AuthorizationServerMetadata metadata = issuers.find(origin);
        return metadata == null ? null : new Issuer(origin, metadata, Basis.ORIGIN);
    }

    /** A realm may only look like an issuer: if its metadata does not say that it is one, it is not. */
    private Issuer unnamed(List<AuthChallenge> challenges) throws OAuthException {
        String hint = hint(challenges);
        if (hint != null && issuers.look(hint) instanceof Look.Found<AuthorizationServerMetadata> found) {
            return new Issuer(hint, found.document(), Basis.NAMED);
        }
        String origin = server.url().origin().toString();
        AuthorizationServerMetadata metadata = issuers.find(origin);
        return metadata != null
                ? new Issuer(origin, metadata, Basis.ORIGIN)
                : new Issuer(origin, defaultEndpoints(origin), Basis.GUESSED);
    }

    private static @Nullable String hint(List<AuthChallenge> challenges) {
        for (AuthChallenge challenge : challenges) {
            if (challenge.takesAccessToken() && challenge.issuer() != null) {
                return challenge.issuer();
            }
        }
        return null;
    }

    /** What is configured, else what is needed; where that is more than a login has, what it has besides. */
    private @Nullable String scope(
            Look.@Nullable Found<ProtectedResourceMetadata> resource,
            List<AuthChallenge> challenges,
            @Nullable PriorLogin prior) {
        String configured = server.scope();
        if (configured != null) {
            return configured;
        }
        String needed = needed(resource, challenges);
        return prior != null && challenges.stream().anyMatch(AuthChallenge::isInsufficientScope)
                ? Scopes.union(prior.scope(), needed)
                : needed;
    }

    /** RFC 6750 §3: the challenge says what is needed now; the resource's metadata what is needed in general. */
    private static @Nullable String needed(
            Look.@Nullable Found<ProtectedResourceMetadata> resource, List<AuthChallenge> challenges) {
        for (AuthChallenge challenge : challenges) {
            if (challenge.takesAccessToken() && challenge.scope() != null) {
                return challenge.scope();
            }
        }
        List<String> supported = resource == null ? null : resource.document().scopesSupported();
        return supported == null || supported.isEmpty() ? null : String.join(" ", supported);
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
