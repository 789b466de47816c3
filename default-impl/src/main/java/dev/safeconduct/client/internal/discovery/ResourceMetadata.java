package dev.safeconduct.client.internal.discovery;

import dev.safeconduct.client.internal.text.ServerText;
import dev.safeconduct.client.oauth.InsecureEndpointException;
import dev.safeconduct.client.oauth.ServerUrl;
import dev.safeconduct.spi.MetadataDiscovery;
import dev.safeconduct.spi.MetadataException;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.ProtectedResourceMetadata;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The metadata of protected resources, checked to be about the resource that was asked for. Safe for all threads. */
public final class ResourceMetadata {

    private final MetadataDiscovery source;

    public ResourceMetadata(MetadataDiscovery source) {
        this.source = source;
    }

    /** At the well-known places: that of the path, else that of the origin. Null if missing. */
    public @Nullable ProtectedResourceMetadata find(ServerUrl server) throws OAuthException {
        URI url = server.uri();
        URI origin = server.origin();
        URI location = WellKnown.protectedResource(url);
        ProtectedResourceMetadata found = checked(source.protectedResource(url, location), location, List.of(url));
        if (found == null && !url.equals(origin)) {
            location = WellKnown.protectedResource(origin);
            found = checked(source.protectedResource(origin, location), location, List.of(origin, url));
        }
        return found;
    }

    /** At a place that a trusted source named. Null if missing. */
    @Nullable ProtectedResourceMetadata at(ServerUrl server, URI location) throws OAuthException {
        URI url = server.uri();
        return checked(
                source.protectedResource(url, location),
                location,
                List.of(url, server.origin(), WellKnown.resourceOf(location)));
    }

    /** At a place that the server itself named, which has to be its own. Null if missing. */
    public @Nullable ProtectedResourceMetadata ownAt(ServerUrl server, URI location) throws OAuthException {
        if (!WellKnown.isSameOrigin(location, server.origin())) {
            throw new InsecureEndpointException("The server " + server.text() + " names metadata on another host name, "
                    + ServerText.sanitize(WellKnown.origin(location))
                    + ", which may speak for that host name but not for the server.");
        }
        return at(server, location);
    }

    /** RFC 9728 §3.3: the document has to be about the resource that was asked for. */
    private static @Nullable ProtectedResourceMetadata checked(
            @Nullable ProtectedResourceMetadata found, URI location, List<URI> identifiers) throws OAuthException {
        if (found == null) {
            return null;
        }
        String resource = found.resource();
        for (URI identifier : identifiers) {
            if (WellKnown.stripSlash(resource).equals(WellKnown.stripSlash(identifier.toString()))) {
                return found;
            }
        }
        throw new MetadataException("The metadata at " + location + " is about another resource than "
                + identifiers.get(0) + ", so it may be forged. Tell the operator of the server.");
    }
}
