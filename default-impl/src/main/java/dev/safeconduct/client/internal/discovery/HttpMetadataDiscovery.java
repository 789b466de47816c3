package dev.safeconduct.client.internal.discovery;

import dev.safeconduct.client.OAuthJson;
import dev.safeconduct.client.internal.http.EndpointPolicy;
import dev.safeconduct.client.internal.http.HttpAnswer;
import dev.safeconduct.client.internal.http.HttpCall;
import dev.safeconduct.client.internal.http.Transport;
import dev.safeconduct.spi.AuthorizationServerMetadata;
import dev.safeconduct.spi.MetadataDiscovery;
import dev.safeconduct.spi.MetadataException;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.ProtectedResourceMetadata;
import dev.safeconduct.spi.TransientException;
import java.net.URI;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Fetches metadata over HTTP. At most three redirects, each under the same policy as the first address. */
public final class HttpMetadataDiscovery implements MetadataDiscovery {

    private static final int MAX_REDIRECTS = 3;

    private final Transport transport;
    private final Supplier<EndpointPolicy> policy;

    public HttpMetadataDiscovery(Transport transport, Supplier<EndpointPolicy> policy) {
        this.transport = transport;
        this.policy = policy;
    }

    @Override
    public @Nullable ProtectedResourceMetadata protectedResource(URI resource, URI location) throws OAuthException {
        Map<String, @Nullable Object> members = fetch(location, "protected resource metadata");
        return members == null ? null : new ProtectedResourceMetadata(members);
    }

    @Override
    public @Nullable AuthorizationServerMetadata authorizationServer(URI issuer, URI location) throws OAuthException {
        Map<String, @Nullable Object> members = fetch(location, "authorization server metadata");
        return members == null ? null : new AuthorizationServerMetadata(members);
    }

    private @Nullable Map<String, @Nullable Object> fetch(URI location, String what) throws OAuthException {
        URI next = location;
        for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            HttpAnswer answer = transport.send(HttpCall.getJson(next), policy.get(), what);
            String redirect = answer.status() / 100 == 3 ? answer.header("Location") : null;
            if (redirect == null) {
                return judge(answer, next, what);
            }
            try {
                next = next.resolve(redirect);
            } catch (IllegalArgumentException e) {
                throw new MetadataException(
                        "The " + what + " at " + location + " redirects to something that is no URL.");
            }
        }
        throw new MetadataException(
                "The " + what + " at " + location + " redirects more than " + MAX_REDIRECTS + " times.");
    }

    private static @Nullable Map<String, @Nullable Object> judge(HttpAnswer answer, URI location, String what)
            throws OAuthException {
        if (answer.status() == 429 || answer.status() >= 500) {
            throw new TransientException(
                    "The " + what + " at " + location + " cannot be had now: HTTP " + answer.status() + ".", null);
        }
        if (answer.status() != 200 || looksLikeAPage(answer)) {
            return null;
        }
        return OAuthJson.parseObject(answer.body(), what + " at " + location);
    }

    /** A web application that answers every unknown path with its start page has no metadata there. */
    private static boolean looksLikeAPage(HttpAnswer answer) {
        String type = answer.header("Content-Type");
        return type != null && type.regionMatches(true, 0, "text/html", 0, "text/html".length());
    }
}
