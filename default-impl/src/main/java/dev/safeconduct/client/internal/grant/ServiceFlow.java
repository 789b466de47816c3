package dev.safeconduct.client.internal.grant;

import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.discovery.DiscoveredServer;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.oauth.Grant;
import dev.safeconduct.spi.OAuthException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A grant by which a program gets a token for what it has, at any time, without a person. There is nothing to refresh. */
abstract class ServiceFlow implements GrantFlow {

    @Override
    public final boolean needsPerson() {
        return false;
    }

    @Override
    public final boolean canRenew(@Nullable TokenRecord stored) {
        return true;
    }

    @Override
    public String status() {
        return "a token is fetched when it is needed";
    }

    @Override
    public final TokenRecord renew(GrantContext context, RenewalBasis basis) throws OAuthException {
        DiscoveredServer discovered = context.discover(basis.challenges(), basis.stored());
        PassedOnLogin source = basis.source();
        Map<String, String> more = new LinkedHashMap<>();
        String audience = context.server().audience();
        if (audience != null) {
            more.put(Grant.AUDIENCE, audience);
        }
        more.putAll(context.server().extraTokenParameters());
        TokenRecord issued = context.request(
                discovered, requester(context, discovered, source), grant(context, discovered, source), more);
        check(context.server(), discovered, issued);
        return issued;
    }

    /** Who asks. */
    Requester requester(GrantContext context, DiscoveredServer discovered, @Nullable PassedOnLogin source)
            throws OAuthException {
        return context.configuredClient(discovered);
    }

    /** What for. Blocks where that has to be obtained first. */
    abstract Grant grant(GrantContext context, DiscoveredServer discovered, @Nullable PassedOnLogin source)
            throws OAuthException;

    /**
     * Judges what came back.
     *
     * @throws OAuthException if it must not be used
     */
    void check(ServerConfig server, DiscoveredServer discovered, TokenRecord issued) throws OAuthException {}
}
