package dev.safeconduct.client.internal.discovery;

import dev.safeconduct.client.internal.text.Remedies;
import dev.safeconduct.client.internal.text.ServerText;
import dev.safeconduct.client.internal.transport.EndpointPolicy;
import dev.safeconduct.client.internal.transport.HttpCall;
import dev.safeconduct.client.internal.transport.HttpResult;
import dev.safeconduct.client.internal.transport.Transport;
import dev.safeconduct.client.oauth.InsecureEndpointException;
import dev.safeconduct.client.oauth.OAuthJson;
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

/** Fetches metadata over HTTP. At most three redirects, each under the same rules as the first address. */
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
        Map<String, @Nullable Object> members = fetch(location, "protected resource metadata", true);
        return members == null ? null : new ProtectedResourceMetadata(members);
    }

    @Override
    public @Nullable AuthorizationServerMetadata authorizationServer(URI issuer, URI location) throws OAuthException {
        Map<String, @Nullable Object> members = fetch(location, "authorization server metadata", false);
        return members == null ? null : new AuthorizationServerMetadata(members);
    }

    private @Nullable Map<String, @Nullable Object> fetch(URI location, String what, boolean sameOrigin)
            throws OAuthException {
        URI next = location;
        for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            HttpResult answer = transport.send(HttpCall.getJson(next), policy.get(), what);
            String redirect = answer.status() / 100 == 3 ? answer.header("Location") : null;
            if (redirect == null) {
                return judge(answer, next, what);
            }
            next = target(
                    next,
                    redirect,
                    what + " at " + next,
                    sameOrigin,
                    policy.get().remedies());
        }
        throw new MetadataException(
                "The " + what + " at " + location + " redirects more than " + MAX_REDIRECTS + " times.");
    }

    /**
     * Where a redirect leads. What a server says of itself is on its own origin; no other redirect leads from https to
     * http. The rest of the rules is the policy's, at the next hop.
     */
    private static URI target(URI from, String redirect, String what, boolean sameOrigin, Remedies remedies)
            throws OAuthException {
        URI to;
        try {
            to = from.resolve(redirect);
        } catch (IllegalArgumentException e) {
            throw new MetadataException("The " + what + " redirects to something that is not a URL.");
        }
        if (sameOrigin && !WellKnown.isSameOrigin(to, from)) {
            throw new InsecureEndpointException(
                    "The " + what + " redirects to another host name (" + ServerText.sanitize(WellKnown.origin(to))
                            + ")."
                            + remedies.text("If that is intended, set", "resource-metadata", "<where it leads>"));
        }
        if ("https".equalsIgnoreCase(from.getScheme()) && !"https".equalsIgnoreCase(to.getScheme())) {
            throw new InsecureEndpointException("The " + what + " redirects from https to something else.");
        }
        return to;
    }

    private static @Nullable Map<String, @Nullable Object> judge(HttpResult answer, URI location, String what)
            throws OAuthException {
        if (answer.status() == 429 || answer.status() >= 500) {
            throw new TransientException(
                    "The " + what + " at " + location + " is unavailable: HTTP " + answer.status() + ".", null);
        }
        if (answer.status() != 200 || looksLikeAPage(answer)) {
            return null;
        }
        return OAuthJson.parseObject(answer.body(), what + " at " + location);
    }

    /** A web application that answers every unknown path with its start page has no metadata there. */
    private static boolean looksLikeAPage(HttpResult answer) {
        String type = answer.header("Content-Type");
        return type != null && type.regionMatches(true, 0, "text/html", 0, "text/html".length());
    }
}
