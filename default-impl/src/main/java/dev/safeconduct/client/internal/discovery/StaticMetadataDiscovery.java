package dev.safeconduct.client.internal.discovery;

import dev.safeconduct.client.internal.text.ServerText;
import dev.safeconduct.client.oauth.OAuthJson;
import dev.safeconduct.spi.AuthorizationServerMetadata;
import dev.safeconduct.spi.MetadataDiscovery;
import dev.safeconduct.spi.MetadataException;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.ProtectedResourceMetadata;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Metadata from a directory, for networks in which no server offers it. A document lies where its URL says: a folder
 * for the host (and {@code _} and the port, where the URL names one), below it the path, and {@code .json} at the end:
 *
 * <pre>
 * https://as.example/.well-known/oauth-authorization-server
 *     as.example/.well-known/oauth-authorization-server.json
 * https://as.example:8443/realms/a/.well-known/openid-configuration
 *     as.example_8443/realms/a/.well-known/openid-configuration.json
 * https://api.example/.well-known/oauth-protected-resource/mcp
 *     api.example/.well-known/oauth-protected-resource/mcp.json
 * </pre>
 *
 * The host is in lower case; {@code _} stands for each colon of an IPv6 address too. A path has a file if its segments
 * are made of letters, digits and {@code . _ ~ -} and none is {@code .} or {@code ..}; a URL with a query has none. Links
 * may not lead out of the directory. Files are read at each use, up to 256 KiB, and checked like what comes over the
 * network. Safe for all threads.
 */
final class StaticMetadataDiscovery implements MetadataDiscovery {

    private final Path directory;

    StaticMetadataDiscovery(Path directory) {
        this.directory = directory;
    }

    @Override
    public @Nullable ProtectedResourceMetadata protectedResource(URI resource, URI location) throws OAuthException {
        Map<String, @Nullable Object> members = read(location, "protected resource metadata");
        return members == null ? null : new ProtectedResourceMetadata(members);
    }

    @Override
    public @Nullable AuthorizationServerMetadata authorizationServer(URI issuer, URI location) throws OAuthException {
        Map<String, @Nullable Object> members = read(location, "authorization server metadata");
        return members == null ? null : new AuthorizationServerMetadata(members);
    }

    private @Nullable Map<String, @Nullable Object> read(URI location, String what) throws OAuthException {
        String name = fileName(location);
        if (name == null) {
            return null;
        }
        Path file = directory.resolve(name);
        if (!Files.isRegularFile(file)) {
            return null;
        }
        try {
            if (!file.toRealPath().startsWith(directory.toRealPath())) {
                throw new MetadataException("The " + what + " in " + file + " is a link that leads out of "
                        + StaticMetadataDiscoveryProvider.KEY + ". Put the file itself there.");
            }
            try (InputStream in = Files.newInputStream(file)) {
                return OAuthJson.parseObject(in.readNBytes(OAuthJson.MAX_BYTES + 1), what + " in " + file);
            }
        } catch (OAuthException e) {
            throw e;
        } catch (IOException e) {
            throw new MetadataException(
                    "The " + what + " in " + file + " cannot be read: " + ServerText.sanitize(e.toString()) + ".", e);
        }
    }

    /** Relative to the directory; null if there is no file for such a URL. */
    private static @Nullable String fileName(URI location) {
        String path = location.getRawPath();
        if (location.getHost() == null
                || location.getRawUserInfo() != null
                || location.getRawQuery() != null
                || path.isEmpty()) {
            return null;
        }
        for (String segment : path.substring(1).split("/", -1)) {
            if (!segment.matches("[A-Za-z0-9._~-]+") || segment.equals(".") || segment.equals("..")) {
                return null;
            }
        }
        return location.getRawAuthority().toLowerCase(Locale.ROOT).replace(':', '_') + path + ".json";
    }
}
