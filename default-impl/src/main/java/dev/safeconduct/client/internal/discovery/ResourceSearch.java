package dev.safeconduct.client.internal.discovery;

import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.oauth.AuthChallenge;
import dev.safeconduct.client.oauth.InsecureEndpointException;
import dev.safeconduct.spi.MetadataDiscovery;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.ProtectedResourceMetadata;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the resource metadata of one configured server may be, in which order. Safe for all threads; blocks. */
final class ResourceSearch {

    private final ServerConfig server;
    private final ResourceMetadata resources;

    ResourceSearch(MetadataDiscovery source, ServerConfig server) {
        this.server = server;
        this.resources = new ResourceMetadata(source);
    }

    /** Looks at the configured place alone, else at that which the challenge names and at the well-known ones. */
    Look<ProtectedResourceMetadata> look(List<AuthChallenge> challenges) {
        try {
            return Look.first(places(challenges));
        } catch (OAuthException e) {
            return new Look.Contradicts<>(e);
        }
    }

    /** Looks where the login came from; where that is not known, at the first place. */
    Look<ProtectedResourceMetadata> lookAgain(PriorLogin prior, List<AuthChallenge> challenges) {
        try {
            String place = prior.place();
            return (place == null
                            ? places(challenges).get(0)
                            : place(WellKnown.absolute(place, "place of the resource metadata")))
                    .look();
        } catch (OAuthException e) {
            return new Look.Contradicts<>(e);
        }
    }

    /** Whether a document is where that of a login was, and nothing before it failed: only such a one may move it. */
    boolean isWhereItWas(PriorLogin prior, Look.Found<ProtectedResourceMetadata> found) {
        String place = prior.place();
        boolean isRoot =
                found.location().equals(WellKnown.protectedResource(server.url().origin()))
                        && !server.url().path().isEmpty();
        return found.failedBefore() == null
                && (place == null ? !isRoot : place.equals(found.location().toString()));
    }

    /** The resource indicator to send: as the document writes it, unless the login has a narrower one. */
    @Nullable String resource(
            Look<ProtectedResourceMetadata> look,
            Look.@Nullable Found<ProtectedResourceMetadata> found,
            @Nullable PriorLogin prior)
            throws OAuthException {
        String configured = server.resource();
        if (configured != null || !server.sendsResource()) {
            return configured;
        }
        String before = prior == null ? null : prior.resource();
        boolean isSelfBefore = before != null && Coverage.of(before, server.url()) == Coverage.SELF;
        if (found != null) {
            String named = found.document().resource();
            return isSelfBefore && Coverage.of(named, server.url()) == Coverage.WIDER ? before : named;
        }
        if (before != null) {
            return before;
        }
        // A failure takes nothing away; where there is no metadata, the server may not know the parameter.
        return look instanceof Look.Absent ? null : server.url().text();
    }

    private List<Look.Place<ProtectedResourceMetadata>> places(List<AuthChallenge> challenges) throws OAuthException {
        String configured = server.resourceMetadata();
        if (configured != null) {
            return List.of(place(WellKnown.absolute(configured, "resource_metadata")));
        }
        List<Look.Place<ProtectedResourceMetadata>> places = new ArrayList<>();
        String named = named(challenges);
        if (named != null) {
            places.add(place(ownPlace(named)));
        }
        places.addAll(resources.wellKnown(server.url()));
        return places;
    }

    private Look.Place<ProtectedResourceMetadata> place(URI location) {
        return location.toString().equals(server.resourceMetadata())
                ? resources.configured(server.url(), location)
                : resources.named(server.url(), location);
    }

    private static @Nullable String named(List<AuthChallenge> challenges) {
        for (AuthChallenge challenge : challenges) {
            if (challenge.takesAccessToken() && challenge.resourceMetadata() != null) {
                return challenge.resourceMetadata();
            }
        }
        return null;
    }

    /** Some servers write it relative to their own URL, and some quote it twice; then it is judged as an absolute one. */
    private URI ownPlace(String named) throws OAuthException {
        boolean quoted = named.length() > 1 && named.startsWith("\"") && named.endsWith("\"");
        String text = quoted ? named.substring(1, named.length() - 1) : named;
        URI location = WellKnown.resolved(server.url().uri(), text, "resource_metadata");
        if (!WellKnown.isSameOrigin(location, server.url().origin())) {
            throw foreign(location);
        }
        return location;
    }

    private InsecureEndpointException foreign(URI location) {
        URI origin = server.url().origin();
        boolean onlyScheme = origin.getHost().equalsIgnoreCase(location.getHost())
                && origin.getPort() == location.getPort()
                && location.getRawUserInfo() == null;
        // Behind a proxy that ends TLS a server may take itself for http.
        String meant = onlyScheme ? origin + location.getRawPath() : location.toString();
        return new InsecureEndpointException("The server " + server.url().text() + " names metadata "
                + (onlyScheme ? "with another scheme (" : "on another host name (") + WellKnown.origin(location)
                + "): scheme, host name and port have to be its own."
                + server.remedies().text("If that is intended, set", "resource-metadata", meant));
    }
}
