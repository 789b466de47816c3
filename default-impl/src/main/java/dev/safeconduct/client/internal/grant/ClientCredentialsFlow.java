package dev.safeconduct.client.internal.grant;

import dev.safeconduct.client.internal.authentication.ClientAuthentications;
import dev.safeconduct.client.internal.discovery.DiscoveredServer;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.oauth.AuthChallenge;
import dev.safeconduct.client.oauth.ClientCredentialsGrant;
import dev.safeconduct.client.oauth.Grant;
import dev.safeconduct.spi.OAuthException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A service acts for itself, with a secret or key of its own (RFC 6749 §4.4). There is nothing to refresh. */
final class ClientCredentialsFlow implements GrantFlow {

    @Override
    public String name() {
        return ClientCredentialsGrant.TYPE;
    }

    @Override
    public boolean needsPerson() {
        return false;
    }

    @Override
    public List<List<String>> requiredKeys() {
        List<String> credentials = new ArrayList<>(ClientAuthentications.credentialSettings());
        credentials.add("client-auth"); // which says itself what it needs
        return List.of(List.of("client-id"), credentials);
    }

    @Override
    public List<String> registeredGrantTypes() {
        return List.of(ClientCredentialsGrant.TYPE);
    }

    @Override
    public String status() {
        return "a token is fetched when it is needed";
    }

    @Override
    public boolean canRenew(@Nullable TokenRecord stored) {
        return true;
    }

    @Override
    public TokenRecord renew(GrantContext context, @Nullable TokenRecord stored, List<AuthChallenge> challenges)
            throws OAuthException {
        DiscoveredServer discovered = context.discover(challenges, stored);
        Map<String, String> more = new LinkedHashMap<>();
        String audience = context.server().audience();
        if (audience != null) {
            more.put(Grant.AUDIENCE, audience);
        }
        more.putAll(context.server().extraTokenParameters());
        return context.request(
                discovered,
                context.configuredClient(discovered),
                new ClientCredentialsGrant(discovered.scope(), discovered.resource()),
                more);
    }
}
