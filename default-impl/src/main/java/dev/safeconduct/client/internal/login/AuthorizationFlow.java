package dev.safeconduct.client.internal.login;

import dev.safeconduct.client.internal.concurrent.ExitGuard;
import dev.safeconduct.client.internal.discovery.ConfiguredServer;
import dev.safeconduct.client.internal.discovery.Coverage;
import dev.safeconduct.client.internal.discovery.DiscoveredServer;
import dev.safeconduct.client.internal.discovery.PriorLogin;
import dev.safeconduct.client.internal.endpoint.AuthenticatingClients;
import dev.safeconduct.client.internal.endpoint.ClientTokenRequest;
import dev.safeconduct.client.internal.endpoint.ExpectedIdToken;
import dev.safeconduct.client.internal.endpoint.IdTokenValidator;
import dev.safeconduct.client.internal.endpoint.Registrar;
import dev.safeconduct.client.internal.log.EventLog;
import dev.safeconduct.client.internal.record.Records;
import dev.safeconduct.client.internal.record.RefreshRefusal;
import dev.safeconduct.client.internal.record.RegistrationPlace;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.internal.text.IssuerTemplate;
import dev.safeconduct.client.internal.text.RandomText;
import dev.safeconduct.client.internal.text.ServerText;
import dev.safeconduct.client.internal.transport.Form;
import dev.safeconduct.client.oauth.AuthChallenge;
import dev.safeconduct.client.oauth.AuthorizationCodeGrant;
import dev.safeconduct.client.oauth.AuthorizationRequest;
import dev.safeconduct.client.oauth.ClientInformation;
import dev.safeconduct.client.oauth.ConfigException;
import dev.safeconduct.client.oauth.PkceChallenge;
import dev.safeconduct.client.oauth.Token;
import dev.safeconduct.spi.AuthorizationServerMetadata;
import dev.safeconduct.spi.MetadataException;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TokenStoreException;
import java.net.URI;
import java.time.Clock;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    private final Registrar registrar;
    private final ClientTokenRequest tokens;
    private final IdTokenValidator idTokens;
    private final ExitGuard exitGuard;
    private final Clock clock;
    private final EventLog log;

    public AuthorizationFlow(
            Records records,
            Registrar registrar,
            ClientTokenRequest tokens,
            IdTokenValidator idTokens,
            ExitGuard exitGuard,
            Clock clock,
            EventLog log) {
        this.records = records;
        this.registrar = registrar;
        this.tokens = tokens;
        this.idTokens = idTokens;
        this.exitGuard = exitGuard;
        this.clock = clock;
        this.log = log;
    }

    /** Finds the authorization server, and refuses one at which a login is not safe. */
    DiscoveredServer discover(ConfiguredServer server, List<AuthChallenge> challenges) throws OAuthException {
        PriorLogin prior = prior(server);
        DiscoveredServer discovered = server.discovery().discover(challenges, prior);
        checkPkce(server, discovered);
        checkIdTokens(server);
        if (discovered.metadata().tokenEndpoint() == null) {
            throw withoutEndpoint(discovered);
        }
        server.check(authorizationEndpoint(discovered), "authorization endpoint");
        if (prior != null && !prior.isAt(discovered.issuer())) {
            log.log(
                    EventLog.Level.WARN,
                    "The server " + server.config().url() + " has moved its logins from "
                            + ServerText.sanitize(prior.issuer()) + " to " + discovered.issuer() + ".");
        }
        return discovered;
    }

    /** What cannot be read is replaced by the new login. */
    private @Nullable PriorLogin prior(ConfiguredServer server) {
        try {
            TokenRecord stored = records.tokens().read(server.key()).value();
            return stored == null ? null : stored.prior();
        } catch (TokenStoreException e) {
            return null;
        }
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

    /** Who sets the scope needs the ID token; where only the server names it, the token is left out. */
    private static void checkIdTokens(ConfiguredServer server) throws OAuthException {
        if (asksForIdToken(server.config().scope()) && !IdTokenValidator.canVerify()) {
            throw new OAuthException(server.config().key("scope")
                    + " asks for an ID token (openid), and nothing here can verify one. Add the dependency "
                    + IdTokenValidator.LIBRARY + ", or remove openid from the scope.");
        }
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

    /** A token for more than the server is what the owner of its origin wants; whose it is shall know (THREATS 80). */
    void sayWhatIsWider(ConfiguredServer server, DiscoveredServer discovered, boolean isBegunByUser) {
        String resource = discovered.resource();
        if (resource == null
                || server.config().resource() != null
                || Coverage.of(resource, server.config().url()) != Coverage.WIDER) {
            return;
        }
        String line = "The token for " + server.config().url() + " is for all of " + ServerText.sanitize(resource)
                + ", as the server's metadata say.";
        if (isBegunByUser) {
            log.tell(line);
        } else {
            log.log(EventLog.Level.INFO, line);
        }
    }

    /** A nonce where an ID token is asked for (OpenID Connect Core §3.1.2.1), else null. */
    static @Nullable String nonce(DiscoveredServer discovered) {
        return asksForIdToken(discovered.scope()) ? RandomText.next() : null;
    }

    private static boolean asksForIdToken(@Nullable String scope) {
        return scope != null && List.of(scope.strip().split("\\s+")).contains("openid");
    }

    private static URI authorizationEndpoint(DiscoveredServer discovered) throws MetadataException {
        URI uri = discovered.metadata().authorizationEndpoint();
        if (uri == null) {
            throw withoutEndpoint(discovered);
        }
        return uri;
    }

    private static MetadataException withoutEndpoint(DiscoveredServer discovered) {
        return new MetadataException("The authorization server " + discovered.issuer()
                + " has no authorization endpoint or no token endpoint, so a login there is not possible.");
    }

    /** The page to send the person to (RFC 6749 §4.1.1, RFC 7636 §4.3, RFC 8707 §2.1, OpenID Connect Core §3.1.2.1). */
    URI page(ConfiguredServer server, Request request) throws OAuthException {
        Map<String, String> more = new LinkedHashMap<>();
        put(more, "nonce", request.nonce());
        put(more, "resource", request.discovered().resource());
        put(more, "login_hint", server.config().account());
        put(more, "audience", server.config().audience());
        if (OfflineAccess.needsConsent(request.discovered(), server.config())) {
            more.put("prompt", "consent");
        }
        more.putAll(server.config().extraAuthorizeParameters());
        AuthorizationRequest parameters = new AuthorizationRequest(
                request.client().clientId(),
                request.redirectUri(),
                request.state(),
                request.discovered().scope(),
                request.pkce(),
                more);
        return Form.addToQuery(authorizationEndpoint(request.discovered()), parameters.parameters());
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
    @SuppressWarnings("try") // the hold is only to be held
    TokenRecord finish(ConfiguredServer server, Request request, Map<String, String> response) throws OAuthException {
        try (ExitGuard.Hold hold = exitGuard.hold()) {
            TokenRecord record = exchange(server, request, response);
            records.tokens().put(record);
            records.pendingLogins().remove(server.key());
            if (response.containsKey("iss")) {
                noteIdentification(record.issuer());
            }
            return record;
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

    private TokenRecord exchange(ConfiguredServer server, Request request, Map<String, String> response)
            throws OAuthException {
        DiscoveredServer discovered = request.discovered();
        AuthorizationServerMetadata metadata = discovered.metadata();
        if (!response.containsKey("iss") && records.issuerIdentifications().isNoted(discovered.issuer())) {
            throw AuthorizationResponse.withoutIssuer(
                    "earlier responses of " + discovered.issuer() + " did",
                    " If the authorization server was changed, log out of all servers that use it first.");
        }
        String code = AuthorizationResponse.code(response, metadata);
        registrar.useForLogin(server.config(), request.client(), discovered);
        ClientTokenRequest.Issued issued = tokens.request(
                server,
                discovered,
                request.client(),
                new AuthorizationCodeGrant(
                        code, request.redirectUri(), request.pkce().codeVerifier(), discovered.resource()),
                server.config().extraTokenParameters());
        registrar.succeeded(request.place(), issued.client());
        Token token = idTokens.atLogin(
                issued.token(),
                expectedIdToken(server, request, response.get("iss"), issued.tokenEndpoint()),
                server.policy());
        if (token.scope() == null) {
            token = token.withScope(discovered.scope()); // RFC 6749 §5.1: then it is what was asked for
        }
        return new TokenRecord(
                        server.key(),
                        token,
                        discovered.issuer(),
                        request.client().clientId(),
                        discovered.resource(),
                        issued.tokenEndpoint().toString(),
                        AuthenticatingClients.revocationEndpoint(discovered, request.client()),
                        clock.instant(),
                        issued.client().authMethod(),
                        discovered.place(),
                        RefreshRefusal.NONE)
                .boundTo(issued.dpopKey());
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
            ConfiguredServer server, Request request, @Nullable String sender, URI tokenEndpoint)
            throws OAuthException {
        AuthorizationServerMetadata metadata = request.discovered().metadata();
        Set<String> issuers = idTokenIssuers(server, metadata, sender);
        // What is neither https nor on this machine is let through by allow-http alone.
        boolean direct = "https".equalsIgnoreCase(tokenEndpoint.getScheme())
                || !server.policy().allowHttp();
        return new ExpectedIdToken(
                issuers,
                request.client().clientId(),
                request.client().clientSecret(),
                request.nonce(),
                metadata.jwksUri(),
                direct,
                asksForIdToken(server.config().scope()),
                !metadata.supportsPkce() && sender == null);
    }
}
