package dev.safeconduct.client.internal.grant;

import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.discovery.DiscoveredServer;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.internal.text.IssuerTemplate;
import dev.safeconduct.client.internal.text.ServerText;
import dev.safeconduct.client.oauth.Grant;
import dev.safeconduct.client.oauth.TokenExchangeGrant;
import dev.safeconduct.spi.OAuthException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A token of another program, or of the login at another server, is exchanged for one for the server (RFC 8693). */
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
        return List.of(List.of(SUBJECT, "from"));
    }

    @Override
    public List<String> registeredGrantTypes() {
        return List.of(TokenExchangeGrant.TYPE);
    }

    @Override
    public boolean passesOnIdToken(ServerConfig server) {
        return TokenExchangeGrant.ID_TOKEN_TYPE.equals(server.subjectTokenType());
    }

    @Override
    Requester requester(GrantContext context, DiscoveredServer discovered, @Nullable PassedOnLogin source)
            throws OAuthException {
        return context.clientOrNone(discovered, source);
    }

    @Override
    Grant grant(GrantContext context, DiscoveredServer discovered, @Nullable PassedOnLogin source)
            throws OAuthException {
        ServerConfig server = context.server();
        boolean hasActor = server.isSet(ACTOR);
        return new TokenExchangeGrant(
                source == null ? context.passedOn(SUBJECT, discovered) : context.subjectToken(source, discovered),
                type(server, SUBJECT_TYPE),
                hasActor ? context.passedOn(ACTOR, discovered) : null,
                hasActor ? type(server, ACTOR_TYPE) : null,
                server.audience(),
                discovered.scope(),
                discovered.resource(),
                TokenExchangeGrant.ACCESS_TOKEN_TYPE);
    }

    /** A JWT of another issuer than the one that was asked is not what was asked for. */
    @Override
    void check(ServerConfig server, DiscoveredServer discovered, TokenRecord issued) throws OAuthException {
        String issuer = KeptToken.issuer(issued.token().accessToken());
        if (issuer == null
                || issuer.equals(discovered.issuer())
                || issuer.equals(discovered.metadata().issuer())) {
            return;
        }
        String alias = server.issuerAlias();
        if (alias == null || !IssuerTemplate.matches(alias, issuer)) {
            throw new OAuthException("The token for " + server.url() + " that the authorization server "
                    + discovered.issuer() + " gave for another is of the issuer "
                    + ServerText.sanitize(issuer) + ", so it was discarded."
                    + server.remedies()
                            .text("If the two are the same, set", "issuer-alias", ServerText.sanitize(issuer)));
        }
    }

    private static String type(ServerConfig server, String setting) throws OAuthException {
        @Nullable String type = server.setting(setting);
        return type == null ? TokenExchangeGrant.ACCESS_TOKEN_TYPE : type;
    }
}
