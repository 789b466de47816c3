package dev.safeconduct.client.internal.token;

import dev.safeconduct.client.internal.authentication.AuthenticatingClient;
import dev.safeconduct.client.internal.authentication.ClientAuthentication;
import dev.safeconduct.client.internal.authentication.SuppliedAssertion;
import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.discovery.ConfiguredServer;
import dev.safeconduct.client.internal.discovery.DiscoveredServer;
import dev.safeconduct.client.internal.endpoint.Registrar;
import dev.safeconduct.client.internal.endpoint.TokenEndpoint;
import dev.safeconduct.client.internal.transport.EndpointPolicy;
import dev.safeconduct.client.internal.transport.NetworkReach;
import dev.safeconduct.client.oauth.ClientInformation;
import dev.safeconduct.client.oauth.ConfigException;
import dev.safeconduct.client.oauth.TokenExchangeGrant;
import dev.safeconduct.spi.AuthorizationServerMetadata;
import dev.safeconduct.spi.OAuthException;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Assertions and tokens of others that are passed on: each goes only to the one that it was made for (THREATS 79, 97).
 * Blocks. Safe for all threads.
 */
final class PassedOnTokens {

    private static final String IDP_ENDPOINT = "idp.token-endpoint";
    private static final String IDP_ISSUER = "idp.issuer";
    private static final String IDP_CLIENT = "idp.client-id";
    private static final String IDP_SECRET = "idp.client-secret";

    private final ConfiguredServer server;
    private final Registrar registrar;
    private final TokenEndpoint endpoint;
    private final Clock clock;

    PassedOnTokens(ConfiguredServer server, Registrar registrar, TokenEndpoint endpoint, Clock clock) {
        this.server = server;
        this.registrar = registrar;
        this.endpoint = endpoint;
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

    /** What the identity provider gives for an exchange, which has to be for the authorization server. */
    String idJag(TokenExchangeGrant exchange, DiscoveredServer discovered) throws OAuthException {
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
        String assertion = endpoint.exchangeFor(
                TokenExchangeGrant.ID_JAG_TYPE, idpEndpoint(), policy, AuthenticatingClient.of(client), exchange);
        SuppliedAssertion.check(config, IDP_ENDPOINT, discovered.issuer(), assertion, clock.instant());
        return assertion;
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
