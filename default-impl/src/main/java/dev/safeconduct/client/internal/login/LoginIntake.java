package dev.safeconduct.client.internal.login;

import dev.safeconduct.client.internal.concurrent.ExitGuard;
import dev.safeconduct.client.internal.config.BearerToken;
import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.discovery.ConfiguredServer;
import dev.safeconduct.client.internal.discovery.DiscoveredServer;
import dev.safeconduct.client.internal.endpoint.AuthenticatingClients;
import dev.safeconduct.client.internal.endpoint.ClientTokenRequest;
import dev.safeconduct.client.internal.endpoint.ExpectedIdToken;
import dev.safeconduct.client.internal.endpoint.IdTokenBearer;
import dev.safeconduct.client.internal.endpoint.IdTokenValidator;
import dev.safeconduct.client.internal.endpoint.Registrar;
import dev.safeconduct.client.internal.record.Records;
import dev.safeconduct.client.internal.record.RefreshRefusal;
import dev.safeconduct.client.internal.record.RegistrationPlace;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.internal.text.IssuerTemplate;
import dev.safeconduct.client.oauth.ClientInformation;
import dev.safeconduct.client.oauth.Grant;
import dev.safeconduct.client.oauth.Token;
import dev.safeconduct.spi.AuthorizationServerMetadata;
import dev.safeconduct.spi.OAuthException;
import java.net.URI;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes a stored login of what a person has granted: token request, ID token, record. Safe for all threads; blocks. */
public final class LoginIntake {

    /**
     * Who logs in where.
     *
     * @param place where the client is stored, if it was registered
     */
    record LoginClient(DiscoveredServer discovered, ClientInformation client, RegistrationPlace place) {}

    /**
     * What ties an ID token to its login.
     *
     * @param nonce what the authorization request sent; null if it sent none
     * @param sender who the response says it is from; null if it does not
     * @param isDefense whether nothing else ties the response to this login
     */
    record IdTokenTie(@Nullable String nonce, @Nullable String sender, boolean isDefense) {

        /** Where there is no response that could be of another login (RFC 8628). */
        static final IdTokenTie NONE = new IdTokenTie(null, null, false);
    }

    /** A part of a login that must not be cut off. */
    @FunctionalInterface
    interface Step {
        TokenRecord run() throws OAuthException;
    }

    private final Records records;
    private final Registrar registrar;
    private final ClientTokenRequest tokens;
    private final IdTokenValidator idTokens;
    private final ExitGuard exitGuard;
    private final Clock clock;

    public LoginIntake(
            Records records,
            Registrar registrar,
            ClientTokenRequest tokens,
            IdTokenValidator idTokens,
            ExitGuard exitGuard,
            Clock clock) {
        this.records = records;
        this.registrar = registrar;
        this.tokens = tokens;
        this.idTokens = idTokens;
        this.exitGuard = exitGuard;
        this.clock = clock;
    }

    /**
     * Runs a part of a login that an exit of the program waits for.
     *
     * @throws ExitGuard.EndingException if the program is ending; nothing was begun
     */
    @SuppressWarnings("try") // the hold is only to be held
    TokenRecord whileExitWaits(Step step) throws OAuthException {
        try (ExitGuard.Hold hold = exitGuard.hold()) {
            return step.run();
        }
    }

    /**
     * Asks for the token of a grant and stores the login. A failure is not yet {@linkplain Registrar#refused told}.
     *
     * @throws OAuthException if there is no token, or it could not be stored
     */
    TokenRecord redeem(ConfiguredServer server, LoginClient who, Grant grant, IdTokenTie tie) throws OAuthException {
        DiscoveredServer discovered = who.discovered();
        ClientTokenRequest.Issued issued = tokens.request(
                server, discovered, who.client(), grant, server.config().extraTokenParameters());
        registrar.succeeded(who.place(), issued.client());
        Token token = asConfigured(
                idTokens.atLogin(
                        issued.token(), expectedIdToken(server, who, tie, issued.tokenEndpoint()), server.policy()),
                server.config());
        if (token.scope() == null) {
            token = token.withScope(discovered.scope()); // RFC 6749 §5.1: then it is what was asked for
        }
        TokenRecord record = new TokenRecord(
                        server.key(),
                        token,
                        discovered.issuer(),
                        who.client().clientId(),
                        discovered.resource(),
                        issued.tokenEndpoint().toString(),
                        AuthenticatingClients.revocationEndpoint(discovered, who.client()),
                        clock.instant(),
                        issued.client().authMethod(),
                        discovered.place(),
                        RefreshRefusal.NONE)
                .boundTo(issued.dpopKey());
        records.tokens().put(record);
        records.pendingLogins().remove(server.key());
        return record;
    }

    /** Where the ID token is a credential, a login without a valid one has failed (THREATS 86). */
    private static Token asConfigured(Token token, ServerConfig server) throws OAuthException {
        if (server.wantsIdToken() && token.idToken() == null) {
            throw new OAuthException("The login to " + server.url() + " brought no ID token that is valid, and "
                    + (server.bearer() == BearerToken.ID_TOKEN
                            ? server.key("bearer") + "=id_token needs one."
                            : "another server is to be given it (.from=" + server.name() + ")."));
        }
        Token bearer = server.bearer() == BearerToken.ID_TOKEN ? IdTokenBearer.of(token) : null;
        return bearer == null ? token : bearer;
    }

    /** Where the response names its sender, whose name may be one of a template's, the ID token has to be of that. */
    private static Set<String> idTokenIssuers(
            ConfiguredServer server, AuthorizationServerMetadata metadata, @Nullable String sender)
            throws OAuthException {
        if (sender != null && IssuerTemplate.isTemplate(metadata.issuer())) {
            return Set.of(sender);
        }
        String alias = server.config().issuerAlias();
        return alias == null ? Set.of(metadata.issuer()) : new HashSet<>(List.of(metadata.issuer(), alias));
    }

    private static ExpectedIdToken expectedIdToken(
            ConfiguredServer server, LoginClient who, IdTokenTie tie, URI tokenEndpoint) throws OAuthException {
        AuthorizationServerMetadata metadata = who.discovered().metadata();
        // What is neither https nor on this machine is let through by allow-http alone.
        boolean direct = "https".equalsIgnoreCase(tokenEndpoint.getScheme())
                || !server.policy().allowHttp();
        return new ExpectedIdToken(
                idTokenIssuers(server, metadata, tie.sender()),
                who.client().clientId(),
                who.client().clientSecret(),
                tie.nonce(),
                metadata.jwksUri(),
                direct,
                LoginDiscovery.isIdTokenWanted(server.config()),
                tie.isDefense());
    }
}
