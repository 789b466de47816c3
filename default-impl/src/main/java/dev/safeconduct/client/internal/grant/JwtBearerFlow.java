package dev.safeconduct.client.internal.grant;

import dev.safeconduct.client.internal.discovery.DiscoveredServer;
import dev.safeconduct.client.oauth.Grant;
import dev.safeconduct.client.oauth.JwtBearerGrant;
import dev.safeconduct.spi.OAuthException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A platform makes an assertion for the program, which is exchanged for a token (RFC 7523 §2.1): workload identity on
 * Kubernetes, SPIFFE, CI systems.
 */
final class JwtBearerFlow extends ServiceFlow {

    private static final String ASSERTION = "assertion";

    @Override
    public String name() {
        return "jwt_bearer";
    }

    @Override
    public List<List<String>> requiredKeys() {
        return List.of(List.of(ASSERTION));
    }

    @Override
    public List<String> registeredGrantTypes() {
        return List.of(JwtBearerGrant.TYPE);
    }

    @Override
    Requester requester(GrantContext context, DiscoveredServer discovered, @Nullable PassedOnLogin source)
            throws OAuthException {
        return context.clientOrNone(discovered, source); // RFC 7523 §3.1: the assertion may be enough
    }

    @Override
    Grant grant(GrantContext context, DiscoveredServer discovered, @Nullable PassedOnLogin source)
            throws OAuthException {
        return new JwtBearerGrant(context.passedOn(ASSERTION, discovered), discovered.scope(), discovered.resource());
    }
}
