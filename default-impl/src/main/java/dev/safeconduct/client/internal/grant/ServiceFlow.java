package dev.safeconduct.client.internal.grant;

import dev.safeconduct.client.internal.discovery.DiscoveredServer;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.oauth.AuthChallenge;
import dev.safeconduct.client.oauth.ClientInformation;
import dev.safeconduct.client.oauth.Grant;
import dev.safeconduct.spi.OAuthException;
import java.util.LinkedHashMap;
import java.util.List;
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
    public final TokenRecord renew(GrantContext context, @Nullable TokenRecord stored, List<AuthChallenge> challenges)
            throws OAuthException {
        DiscoveredServer discovered = context.discover(challenges, stored);
        Map<String, String> more = new LinkedHashMap<>();
        String audience = context.server().audience();
        if (audience != null) {
            more.put(Grant.AUDIENCE, audience);
        }
        more.putAll(context.server().extraTokenParameters());
        return context.request(discovered, client(context, discovered), grant(context, discovered), more);
    }

    /** Who asks. */
    ClientInformation client(GrantContext context, DiscoveredServer discovered) throws OAuthException {
        return context.configuredClient(discovered);
    }

    /** What for. Blocks where that has to be obtained first. */
    abstract Grant grant(GrantContext context, DiscoveredServer discovered) throws OAuthException;
}
