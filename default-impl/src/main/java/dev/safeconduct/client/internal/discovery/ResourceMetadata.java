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

    /** At the well-known places: that of the path, else that of the origin. Null if missing. Blocks. */
    public @Nullable ProtectedResourceMetadata find(ServerUrl server) throws OAuthException {
        return Look.first(wellKnown(server)).orNull();
    }

    /** At a place that the server itself named, which has to be its own. Null if missing. Blocks. */
    public @Nullable ProtectedResourceMetadata ownAt(ServerUrl server, URI location) throws OAuthException {
        return named(server, location).look().orNull();
    }

    /** The places where it is by the specification (RFC 9728 §3.1). */
    List<Look.Place<ProtectedResourceMetadata>> wellKnown(ServerUrl server) {
        URI url = server.uri();
        URI origin = server.origin();
        Look.Place<ProtectedResourceMetadata> ofPath = () -> Look.guessed(
                WellKnown.protectedResource(url), at -> own(source.protectedResource(url, at), at, server));
        if (url.equals(origin)) {
            return List.of(ofPath);
        }
        Look.Place<ProtectedResourceMetadata> ofRoot = () -> Look.guessed(
                WellKnown.protectedResource(origin), at -> own(source.protectedResource(origin, at), at, server));
        return List.of(ofPath, ofRoot);
    }

    /** A place that the server itself names, which has to be its own. */
    Look.Place<ProtectedResourceMetadata> named(ServerUrl server, URI location) {
        return () -> Look.named(location, at -> {
            if (!WellKnown.isSameOrigin(at, server.origin())) {
                throw new InsecureEndpointException("The server " + server.text() + " names metadata on another host"
                        + " name, " + ServerText.sanitize(WellKnown.origin(at))
                        + ", which may speak for that host name but not for the server.");
            }
            return own(source.protectedResource(server.uri(), at), at, server);
        });
    }

    /** A place that the configuration names, which may be elsewhere, and about what is there. */
    Look.Place<ProtectedResourceMetadata> configured(ServerUrl server, URI location) {
        return () -> Look.named(location, at -> {
            ProtectedResourceMetadata found = ofKind(source.protectedResource(server.uri(), at));
            String there = WellKnown.stripSlash(WellKnown.resourceOf(at).toString());
            if (found != null
                    && Coverage.of(found.resource(), server) == Coverage.OTHER
                    && !WellKnown.stripSlash(found.resource()).equals(there)) {
                throw foreign(at, server);
            }
            return found;
        });
    }

    /** RFC 9728 §3.3: about the server itself; about more only where the owner of the whole origin says so. */
    private static @Nullable ProtectedResourceMetadata own(
            @Nullable ProtectedResourceMetadata document, URI location, ServerUrl server) throws OAuthException {
        ProtectedResourceMetadata found = ofKind(document);
        if (found == null) {
            return null;
        }
        Coverage coverage = Coverage.of(found.resource(), server);
        boolean counts = coverage == Coverage.SELF || (coverage == Coverage.WIDER && WellKnown.isOfOrigin(location));
        if (!counts) {
            throw foreign(location, server);
        }
        return found;
    }

    private static MetadataException foreign(URI location, ServerUrl server) {
        return new MetadataException("The metadata at " + location + " is about another resource than " + server.text()
                + ", so it may be forged. Tell the operator of the server.");
    }

    /** Null where an application responds to every path with some JSON of its own. */
    private static @Nullable ProtectedResourceMetadata ofKind(@Nullable ProtectedResourceMetadata document) {
        boolean kind = document != null
                && (document.members().containsKey("resource")
                        || document.members().containsKey("authorization_servers"));
        return kind ? document : null;
    }
}
