package dev.safeconduct.client.internal.grant;

import dev.safeconduct.client.internal.authentication.ClientAuthentications;
import dev.safeconduct.client.internal.discovery.DiscoveredServer;
import dev.safeconduct.client.oauth.ClientCredentialsGrant;
import dev.safeconduct.client.oauth.Grant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A service acts for itself, with a secret or key of its own (RFC 6749 §4.4). There is nothing to refresh. */
final class ClientCredentialsFlow extends ServiceFlow {

    @Override
    public String name() {
        return ClientCredentialsGrant.TYPE;
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
    Grant grant(GrantContext context, DiscoveredServer discovered, @Nullable PassedOnLogin source) {
        return new ClientCredentialsGrant(discovered.scope(), discovered.resource());
    }
}
