package dev.safeconduct.client.internal.login;

import dev.safeconduct.client.internal.discovery.ConfiguredServer;
import dev.safeconduct.client.internal.discovery.DiscoveredServer;
import dev.safeconduct.client.internal.endpoint.PushedAuthorizationEndpoint;
import dev.safeconduct.client.internal.endpoint.Registrar;
import dev.safeconduct.client.internal.endpoint.TargetRefusedException;
import dev.safeconduct.client.internal.log.EventLog;
import dev.safeconduct.client.internal.record.Records;
import dev.safeconduct.client.internal.record.RegistrationPlace;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.internal.text.RandomText;
import dev.safeconduct.client.internal.transport.Form;
import dev.safeconduct.client.oauth.AuthChallenge;
import dev.safeconduct.client.oauth.AuthorizationCodeGrant;
import dev.safeconduct.client.oauth.AuthorizationRequest;
import dev.safeconduct.client.oauth.ClientInformation;
import dev.safeconduct.client.oauth.ConfigException;
import dev.safeconduct.client.oauth.ErrorResponseException;
import dev.safeconduct.client.oauth.PkceChallenge;
import dev.safeconduct.spi.AuthorizationServerMetadata;
import dev.safeconduct.spi.MetadataException;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TokenStoreException;
import java.net.URI;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The authorization code grant with PKCE, whichever way the response comes back: what is checked before a person is sent
 * to a page, what the request says, and what is done with the response. Safe for all threads; blocks.
 */
public final class AuthorizationFlow {

    /**
     * One authorization request. {@link #toString} shows no secret.
     *
     * @param place where the client is stored, if it was registered
     * @param state comes back with the response; not to be guessed
     * @param nonce comes back in the ID token; null where none is asked for
     */
    record Request(
            DiscoveredServer discovered,
            ClientInformation client,
            RegistrationPlace place,
            URI redirectUri,
            String state,
            @Nullable String nonce,
            PkceChallenge pkce) {

        @Override
        public String toString() {
            return "Request[" + discovered.issuer() + "]";
        }
    }

    private final Records records;
    private final LoginDiscovery discovery;
    private final Registrar registrar;
    private final PushedAuthorizationEndpoint pushed;
    private final LoginIntake intake;
    private final Clock clock;
    private final EventLog log;

    public AuthorizationFlow(
            Records records,
            LoginDiscovery discovery,
            Registrar registrar,
            PushedAuthorizationEndpoint pushed,
            LoginIntake intake,
            Clock clock,
            EventLog log) {
        this.records = records;
        this.discovery = discovery;
        this.registrar = registrar;
        this.pushed = pushed;
        this.intake = intake;
        this.clock = clock;
        this.log = log;
    }

    /** Finds the authorization server, and refuses one at which a login is not safe. */
    DiscoveredServer discover(ConfiguredServer server, List<AuthChallenge> challenges) throws OAuthException {
        return discovery.discover(server, challenges, discovered -> {
            checkPkce(server, discovered);
            server.check(authorizationEndpoint(discovered), "authorization endpoint");
        });
    }

    /** RFC 9700 §2.1.1: without S256 a stolen code is a stolen login. Undocumented servers are sent it all the same. */
    private void checkPkce(ConfiguredServer server, DiscoveredServer discovered) throws OAuthException {
        if (!discovered.isDocumented() || discovered.metadata().supportsPkce()) {
            return;
        }
        String key = server.config().key("allow-missing-s256");
        String finding = "The authorization server " + discovered.issuer()
                + " does not offer PKCE with S256, so a login there is not safe. ";
        if (!server.config().allowMissingS256()) {
            throw new MetadataException(finding
                    + server.config()
                            .remedies()
                            .text("If you trust it all the same, set", "allow-missing-s256", "true")
                            .strip());
        }
        log.log(EventLog.Level.WARN, finding + "It goes on because of " + key + ".");
    }

    /**
     * Before a login whose redirect URI several authorization servers share, at one that does not name itself in its
     * responses: a user is told where the login leads, a program needs to be told by the configuration (THREATS 82).
     *
     * @throws ConfigException if a program is not; that a configured client is used here was checked before
     */
    void checkSharedRedirect(
            ConfiguredServer server, DiscoveredServer discovered, ClientInformation client, boolean isBegunByUser)
            throws OAuthException {
        String issuer = discovered.issuer();
        if (server.config().issuer() != null || discovered.metadata().authorizationResponseIssParameterSupported()) {
            return;
        }
        if (isBegunByUser) {
            log.tell(
                    "The login for " + server.config().url() + " is at the authorization server "
                            + URI.create(issuer).getHost()
                            + ", which does not name itself in its responses. If the page that opens has another host name, close it.");
        } else if (client.registered()) {
            throw new ConfigException(
                    server.config().key("issuer"),
                    "No login was opened for " + server.config().url() + ": the authorization server " + issuer
                            + " does not name itself in its responses (RFC 9207), and all share one redirect URI."
                            + server.config().remedies().text("If it is the right one, set", "issuer", issuer));
        }
    }

    /** See {@link LoginDiscovery#sayWhatIsWider}. */
    void sayWhatIsWider(ConfiguredServer server, DiscoveredServer discovered, boolean isBegunByUser) {
        discovery.sayWhatIsWider(server, discovered, isBegunByUser);
    }

    /** A nonce where an ID token is asked for (OpenID Connect Core §3.1.2.1), else null. */
    static @Nullable String nonce(DiscoveredServer discovered) {
        return LoginDiscovery.asksForIdToken(discovered.scope()) ? RandomText.next() : null;
    }

    private static URI authorizationEndpoint(DiscoveredServer discovered) throws MetadataException {
        URI uri = discovered.metadata().authorizationEndpoint();
        if (uri == null) {
            throw new MetadataException("The authorization server " + discovered.issuer()
                    + " has no authorization endpoint, so a login there is not possible.");
        }
        return uri;
    }

    /**
     * The page to send the person to (RFC 6749 §4.1.1, RFC 7636 §4.3, RFC 8707 §2.1, OpenID Connect Core §3.1.2.1), after the
     * request was pushed where that is demanded (RFC 9126).
     *
     * @param isSilent whether it must not ask the person for anything
     * @throws ErrorResponseException if the authorization server refuses what is pushed
     */
    URI page(ConfiguredServer server, Request request, boolean isSilent) throws OAuthException {
        Map<String, String> more = new LinkedHashMap<>();
        put(more, "nonce", request.nonce());
        put(more, "resource", request.discovered().resource());
        put(more, "login_hint", server.config().account());
        put(more, "audience", server.config().audience());
        if (OfflineAccess.needsConsent(request.discovered(), server.config())) {
            more.put("prompt", "consent");
        }
        more.putAll(server.config().extraAuthorizeParameters());
        boolean isPushed = PushedAuthorizationEndpoint.isUsed(server.config(), request.discovered());
        if (isSilent) {
            more.putAll(SilentRequest.parameters(server.config(), stored(server, request), isPushed, clock));
        }
        AuthorizationRequest parameters = new AuthorizationRequest(
                request.client().clientId(),
                request.redirectUri(),
                request.state(),
                request.discovered().scope(),
                request.pkce(),
                more);
        return Form.addToQuery(
                authorizationEndpoint(request.discovered()),
                isPushed ? push(server, request, parameters.parameters()) : parameters.parameters());
    }

    private Map<String, String> push(ConfiguredServer server, Request request, Map<String, String> parameters)
            throws OAuthException {
        registrar.useForLogin(server.config(), request.client(), request.discovered());
        return pushed.push(server, request.discovered(), request.client(), parameters);
    }

    /** The login before this one, if the same client made it at the same issuer. */
    private @Nullable TokenRecord stored(ConfiguredServer server, Request request) {
        TokenRecord stored = discovery.stored(server);
        return stored != null
                        && stored.issuer().equals(request.discovered().issuer())
                        && request.client().clientId().equals(stored.clientId())
                ? stored
                : null;
    }

    private static void put(Map<String, String> parameters, String name, @Nullable String value) {
        if (value != null) {
            parameters.put(name, value);
        }
    }

    /**
     * Makes a stored login of the response, whose {@code state} is right. An exit waits for it. A failure is not yet
     * {@linkplain Registrar#refused told}.
     */
    TokenRecord finish(ConfiguredServer server, Request request, Map<String, String> response) throws OAuthException {
        return intake.whileExitWaits(() -> {
            AuthorizationServerMetadata metadata = request.discovered().metadata();
            checkIdentification(request.discovered().issuer(), response);
            String code = code(server, response, metadata);
            registrar.useForLogin(server.config(), request.client(), request.discovered());
            String sender = response.get("iss");
            TokenRecord record = intake.redeem(
                    server,
                    new LoginIntake.LoginClient(request.discovered(), request.client(), request.place()),
                    new AuthorizationCodeGrant(
                            code,
                            request.redirectUri(),
                            request.pkce().codeVerifier(),
                            request.discovered().resource()),
                    new LoginIntake.IdTokenTie(request.nonce(), sender, !metadata.supportsPkce() && sender == null));
            if (sender != null) {
                noteIdentification(record.issuer());
            }
            return record;
        });
    }

    private static String code(
            ConfiguredServer server, Map<String, String> response, AuthorizationServerMetadata metadata)
            throws OAuthException {
        try {
            return AuthorizationResponse.code(response, metadata);
        } catch (ErrorResponseException e) {
            throw TargetRefusedException.explained(server.config(), e);
        }
    }

    /** Who has named itself once does so always (THREATS 82). */
    private void checkIdentification(String issuer, Map<String, String> response) throws OAuthException {
        if (!response.containsKey("iss") && records.issuerIdentifications().isNoted(issuer)) {
            throw AuthorizationResponse.withoutIssuer(
                    "earlier responses of " + issuer + " did",
                    " If the authorization server was changed, log out of all servers that use it first.");
        }
    }

    private void noteIdentification(String issuer) {
        try {
            boolean first = records.issuerIdentifications().note(issuer);
            log.log(
                    EventLog.Level.DEBUG,
                    first ? issuer + " names itself in its responses." : issuer + " has named itself again.");
        } catch (TokenStoreException e) {
            log.log(EventLog.Level.INFO, "That " + issuer + " names itself could not be noted: " + e.getMessage());
        }
    }
}
