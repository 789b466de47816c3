package dev.safeconduct.client.internal.grant;

import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.discovery.DiscoveredServer;
import dev.safeconduct.client.oauth.ClientInformation;
import dev.safeconduct.client.oauth.Grant;
import dev.safeconduct.client.oauth.TokenExchangeGrant;
import dev.safeconduct.spi.OAuthException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A token of another program is exchanged for one for the server (RFC 8693). */
final class TokenExchangeFlow extends ServiceFlow {

    private static final String SUBJECT = "subject-token";
    private static final String SUBJECT_TYPE = "subject-token-type";
    private static final String ACTOR = "actor-token";
    private static final String ACTOR_TYPE = "actor-token-type";

    @Override
    public String name() {
        return "token_exchange";
    }

    @Override
    public List<List<String>> requiredKeys() {
        return List.of(List.of(SUBJECT));
    }

    @Override
    public List<String> registeredGrantTypes() {
        return List.of(TokenExchangeGrant.TYPE);
    }

    @Override
    ClientInformation client(GrantContext context, DiscoveredServer discovered) throws OAuthException {
        return context.clientOrNone(discovered);
    }

    @Override
    Grant grant(GrantContext context, DiscoveredServer discovered) throws OAuthException {
        ServerConfig server = context.server();
        boolean hasActor = server.isSet(ACTOR);
        return new TokenExchangeGrant(
                context.passedOn(SUBJECT, discovered),
                type(server, SUBJECT_TYPE),
                hasActor ? context.passedOn(ACTOR, discovered) : null,
                hasActor ? type(server, ACTOR_TYPE) : null,
                server.audience(),
                discovered.scope(),
                discovered.resource(),
                TokenExchangeGrant.ACCESS_TOKEN_TYPE);
    }

    private static String type(ServerConfig server, String setting) throws OAuthException {
        @Nullable String type = server.setting(setting);
        return type == null ? TokenExchangeGrant.ACCESS_TOKEN_TYPE : type;
    }
}
