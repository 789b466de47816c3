package dev.safeconduct.client.internal.grant;

import dev.safeconduct.client.internal.discovery.DiscoveredServer;
import dev.safeconduct.client.oauth.ClientInformation;
import dev.safeconduct.client.oauth.Grant;
import dev.safeconduct.client.oauth.JwtBearerGrant;
import dev.safeconduct.spi.OAuthException;
import java.util.List;

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
    ClientInformation client(GrantContext context, DiscoveredServer discovered) throws OAuthException {
        return context.clientOrNone(discovered); // RFC 7523 §3.1: the assertion may be enough
    }

    @Override
    Grant grant(GrantContext context, DiscoveredServer discovered) throws OAuthException {
        return new JwtBearerGrant(context.passedOn(ASSERTION, discovered), discovered.scope(), discovered.resource());
    }
}
