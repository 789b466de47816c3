package dev.safeconduct.client.internal.grant;

import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.discovery.DiscoveredServer;
import dev.safeconduct.client.oauth.Grant;
import dev.safeconduct.client.oauth.JwtBearerGrant;
import dev.safeconduct.client.oauth.TokenExchangeGrant;
import dev.safeconduct.spi.OAuthException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The identity provider of an enterprise vouches for its user at another's authorization server
 * (draft-ietf-oauth-identity-assertion-authz-grant): an ID token is exchanged there for an assertion, and that here for a
 * token. The identity provider is configured, or it is where the user has logged in to another server.
 */
final class IdJagFlow extends ServiceFlow {

    private static final String ID_TOKEN = "idp.id-token";
    private static final String FROM = "from";

    @Override
    public String name() {
        return "id_jag";
    }

    @Override
    public List<List<String>> requiredKeys() {
        return List.of(
                List.of("client-id"),
                List.of("idp.token-endpoint", "idp.issuer", FROM),
                List.of("idp.client-id", FROM),
                List.of(ID_TOKEN, FROM));
    }

    @Override
    public List<String> registeredGrantTypes() {
        return List.of(JwtBearerGrant.TYPE);
    }

    @Override
    public boolean passesOnIdToken(ServerConfig server) {
        return true;
    }

    @Override
    Grant grant(GrantContext context, DiscoveredServer discovered, @Nullable PassedOnLogin source)
            throws OAuthException {
        ServerConfig server = context.server();
        String resource = discovered.resource();
        TokenExchangeGrant exchange = new TokenExchangeGrant(
                source == null ? context.idToken(ID_TOKEN) : context.idToken(source),
                TokenExchangeGrant.ID_TOKEN_TYPE,
                null,
                null,
                discovered.issuer(),
                discovered.scope(),
                resource == null ? server.url().text() : resource,
                TokenExchangeGrant.ID_JAG_TYPE);
        return new JwtBearerGrant(context.idJag(exchange, discovered, source), discovered.scope(), resource);
    }
}
