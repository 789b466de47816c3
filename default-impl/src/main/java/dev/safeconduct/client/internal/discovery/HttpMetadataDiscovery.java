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
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Fetches metadata over HTTP. At most three redirects, each under the same rules as the first address. */
public final class HttpMetadataDiscovery implements MetadataDiscovery {

    private static final int MAX_REDIRECTS = 3;

    /** How much of a body may come before its first character, in bytes. */
    private static final int MAX_BLANK = 1024;

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
            throw new RedirectedAwayException(
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
        int status = answer.status();
        String place = "The " + what + " at " + location;
        if (status == 429 || status == 408 || status >= 500) {
            throw new TransientException(place + " is unavailable: HTTP " + status + ".", null);
        }
        if (status == 401 || status == 403) {
            throw new OAuthException(place + " is refused: HTTP " + status + ". Tell the operator of the server.");
        }
        return status == 200 && isObject(answer.body())
                ? OAuthJson.parseObject(answer.body(), what + " at " + location)
                : null;
    }

    /**
     * By its first character, whatever its label says: a web application that responds to every unknown path with a page
     * has no metadata there, and some label their JSON as a page.
     */
    private static boolean isObject(byte[] body) {
        String start = new String(body, 0, Math.min(body.length, MAX_BLANK), StandardCharsets.UTF_8);
        String text = start.startsWith("\ufeff") ? start.substring(1) : start;
        return text.stripLeading().startsWith("{");
    }
}
