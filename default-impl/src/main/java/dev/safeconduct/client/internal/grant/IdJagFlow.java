package dev.safeconduct.client.internal.grant;

import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.discovery.DiscoveredServer;
import dev.safeconduct.client.oauth.Grant;
import dev.safeconduct.client.oauth.JwtBearerGrant;
import dev.safeconduct.client.oauth.TokenExchangeGrant;
import dev.safeconduct.spi.OAuthException;
import java.util.List;

/**
 * The identity provider of an enterprise vouches for its user at another's authorization server
 * (draft-ietf-oauth-identity-assertion-authz-grant): an ID token is exchanged there for an assertion, and that here for a
 * token.
 */
final class IdJagFlow extends ServiceFlow {

    private static final String ID_TOKEN = "idp.id-token";

    @Override
    public String name() {
        return "id_jag";
    }

    @Override
    public List<List<String>> requiredKeys() {
        return List.of(
                List.of("client-id"),
                List.of("idp.token-endpoint", "idp.issuer"),
                List.of("idp.client-id"),
                List.of(ID_TOKEN));
    }

    @Override
    public List<String> registeredGrantTypes() {
        return List.of(JwtBearerGrant.TYPE);
    }

    @Override
    Grant grant(GrantContext context, DiscoveredServer discovered) throws OAuthException {
        ServerConfig server = context.server();
        String resource = discovered.resource();
        TokenExchangeGrant exchange = new TokenExchangeGrant(
                context.idToken(ID_TOKEN),
                TokenExchangeGrant.ID_TOKEN_TYPE,
                null,
                null,
                discovered.issuer(),
                discovered.scope(),
                resource == null ? server.url().text() : resource,
                TokenExchangeGrant.ID_JAG_TYPE);
        return new JwtBearerGrant(context.idJag(exchange, discovered), discovered.scope(), resource);
    }
}
