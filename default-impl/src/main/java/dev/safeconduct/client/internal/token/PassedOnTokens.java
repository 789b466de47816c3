package dev.safeconduct.client.internal.token;

import dev.safeconduct.client.internal.authentication.AuthenticatingClient;
import dev.safeconduct.client.internal.authentication.ClientAuthentication;
import dev.safeconduct.client.internal.authentication.SignedToken;
import dev.safeconduct.client.internal.authentication.SuppliedAssertion;
import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.discovery.ConfiguredServer;
import dev.safeconduct.client.internal.discovery.DiscoveredServer;
import dev.safeconduct.client.internal.endpoint.AuthenticatingClients;
import dev.safeconduct.client.internal.endpoint.ExpectedIdToken;
import dev.safeconduct.client.internal.endpoint.IdTokenValidator;
import dev.safeconduct.client.internal.endpoint.Registrar;
import dev.safeconduct.client.internal.endpoint.TokenEndpoint;
import dev.safeconduct.client.internal.grant.PassedOnLogin;
import dev.safeconduct.client.internal.grant.Requester;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.internal.transport.EndpointPolicy;
import dev.safeconduct.client.internal.transport.NetworkReach;
import dev.safeconduct.client.oauth.ClientInformation;
import dev.safeconduct.client.oauth.ConfigException;
import dev.safeconduct.client.oauth.IdTokenClaims;
import dev.safeconduct.client.oauth.TokenExchangeGrant;
import dev.safeconduct.spi.AuthorizationServerMetadata;
import dev.safeconduct.spi.OAuthException;
import java.net.URI;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Assertions and tokens of others that are passed on: each goes only to the one that it was made for (THREATS 79, 97).
 * Blocks. Safe for all threads.
 */
final class PassedOnTokens {

    private static final String FROM = "from";
    private static final String IDP_ENDPOINT = "idp.token-endpoint";
    private static final String IDP_ISSUER = "idp.issuer";
    private static final String IDP_CLIENT = "idp.client-id";
    private static final String IDP_SECRET = "idp.client-secret";

    private final ConfiguredServer server;
    private final Registrar registrar;
    private final TokenEndpoint endpoint;
    private final IdTokenValidator idTokens;
    private final Clock clock;

    PassedOnTokens(
            ConfiguredServer server,
            Registrar registrar,
            TokenEndpoint endpoint,
            IdTokenValidator idTokens,
            Clock clock) {
        this.server = server;
        this.registrar = registrar;
        this.endpoint = endpoint;
        this.idTokens = idTokens;
        this.clock = clock;
    }

    /** What another program keeps, for an authorization server. */
    String token(String setting, DiscoveredServer discovered) throws OAuthException {
        String value = read(setting, discovered.issuer());
        registrar.usePassedOn(server.config(), setting, discovered);
        return value;
    }

    /** The ID token for the configured client of the identity provider. */
    String idToken(String setting) throws OAuthException {
        return read(setting, required(IDP_CLIENT));
    }

    private String read(String setting, String audience) throws OAuthException {
        String value = SuppliedAssertion.read(server.config(), setting, audience, clock.instant());
        if (value == null) {
            throw missing(setting);
        }
        return value;
    }

    /** What of another server's login is exchanged: it goes back to its issuer, and to another only if that is named. */
    String subjectToken(PassedOnLogin source, DiscoveredServer discovered) throws OAuthException {
        ServerConfig config = server.config();
        String issuer = discovered.issuer();
        if (!source.isAt(issuer) && !issuer.equals(config.issuer())) {
            throw new ConfigException(
                    config.key("issuer"),
                    "No token was requested for " + config.url() + ": " + config.key(FROM) + " names a login at "
                            + source.record().issuer() + ", and the authorization server of this server is " + issuer
                            + "."
                            + config.remedies().text("If the login may be passed on to it, set", "issuer", issuer));
        }
        return config.passesOnIdToken()
                ? idToken(source)
                : source.record().token().accessToken();
    }

    /** The ID token of another server's login, verified for the client that it was issued to. */
    String idToken(PassedOnLogin source) throws OAuthException {
        TokenRecord login = source.record();
        String idToken = login.token().idToken();
        String clientId = login.clientId();
        if (idToken == null || clientId == null || login.issuer().isEmpty()) {
            throw SourceLogin.withoutIdToken(source.server());
        }
        AuthorizationServerMetadata metadata = source.server().discovery().metadata(login.issuer());
        String alias = source.server().config().issuerAlias();
        ExpectedIdToken expected = new ExpectedIdToken(
                alias == null ? Set.of(login.issuer()) : new HashSet<>(List.of(login.issuer(), alias)),
                clientId,
                clientOf(source).client().clientSecret(),
                null,
                metadata == null ? null : metadata.jwksUri(),
                false,
                true,
                true);
        idTokens.checkCredential(idToken, expected, source.server().policy());
        return idToken;
    }

    /** The same for a server that takes the ID token itself: also for whom, and of which issuer it has to be. */
    String idTokenForServer(PassedOnLogin source) throws OAuthException {
        ServerConfig config = server.config();
        String idToken = idToken(source);
        IdTokenClaims claims = SignedToken.parse(idToken).claims();
        String audience = config.audience();
        if (audience != null && !claims.audience().contains(audience)) {
            throw new ConfigException(
                    config.key("audience"),
                    "The ID token of the login for " + source.server().key().server() + " is not for "
                            + config.key("audience") + "=" + audience + ", so it was not sent to " + config.url()
                            + ".");
        }
        String issuer = config.issuer();
        if (issuer != null && !source.isAt(issuer)) {
            throw new ConfigException(
                    config.key("issuer"),
                    "The ID token of the login for " + source.server().key().server() + " is of the issuer "
                            + source.record().issuer() + ", and not of " + config.key("issuer") + "=" + issuer
                            + ", so it was not sent to " + config.url() + ".");
        }
        return idToken;
    }

    /** The client of another server's login. */
    Requester clientOf(PassedOnLogin source) throws OAuthException {
        return new Requester(registrar.ofToken(source.server().config(), source.record()), source.server());
    }

    /** What the identity provider gives for an exchange, which has to be for the authorization server. */
    String idJag(TokenExchangeGrant exchange, DiscoveredServer discovered, @Nullable PassedOnLogin source)
            throws OAuthException {
        String assertion = source == null ? ofConfigured(exchange) : ofLogin(exchange, source);
        SuppliedAssertion.check(
                server.config(), source == null ? IDP_ENDPOINT : FROM, discovered.issuer(), assertion, clock.instant());
        return assertion;
    }

    private String ofLogin(TokenExchangeGrant exchange, PassedOnLogin source) throws OAuthException {
        TokenRecord login = source.record();
        String tokenEndpoint = login.tokenEndpoint();
        if (tokenEndpoint == null) {
            throw SourceLogin.withoutIdToken(source.server());
        }
        return endpoint.exchangeFor(
                TokenExchangeGrant.ID_JAG_TYPE,
                URI.create(tokenEndpoint),
                source.server().policy(),
                AuthenticatingClients.ofLogin(source.server(), clientOf(source).client(), login),
                exchange);
    }

    private String ofConfigured(TokenExchangeGrant exchange) throws OAuthException {
        ServerConfig config = server.config();
        String secret = config.setting(IDP_SECRET);
        ClientInformation client = new ClientInformation(
                required(IDP_CLIENT),
                secret,
                secret == null ? ClientAuthentication.NONE : ClientAuthentication.CLIENT_SECRET_BASIC,
                List.of(),
                false);
        // The user has configured where it is, so it may be anywhere.
        EndpointPolicy policy = new EndpointPolicy(NetworkReach.MACHINE, config.allowHttp(), config.remedies());
        return endpoint.exchangeFor(
                TokenExchangeGrant.ID_JAG_TYPE, idpEndpoint(), policy, AuthenticatingClient.of(client), exchange);
    }

    private URI idpEndpoint() throws OAuthException {
        String configured = server.config().setting(IDP_ENDPOINT);
        if (configured != null) {
            return URI.create(configured);
        }
        String issuer = required(IDP_ISSUER);
        AuthorizationServerMetadata metadata = server.discovery().metadata(issuer);
        @Nullable URI found = metadata == null ? null : metadata.tokenEndpoint();
        if (found == null) {
            String key = server.config().key(IDP_ENDPOINT);
            throw new ConfigException(
                    key,
                    "The identity provider " + issuer + " publishes no metadata with a token endpoint."
                            + server.config().remedies().text("Set", IDP_ENDPOINT, "<its token endpoint>"));
        }
        return found;
    }

    private String required(String setting) throws OAuthException {
        String value = server.config().setting(setting);
        if (value == null) {
            throw missing(setting);
        }
        return value;
    }

    private ConfigException missing(String setting) {
        String key = server.config().key(setting);
        return new ConfigException(key, key + " is missing.");
    }
}
