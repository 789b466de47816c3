package dev.safeconduct.client.internal.login;

import dev.safeconduct.client.internal.callback.QueryString;
import dev.safeconduct.client.internal.config.TokenKey;
import dev.safeconduct.client.internal.discovery.ConfiguredServer;
import dev.safeconduct.client.internal.discovery.DiscoveredServer;
import dev.safeconduct.client.internal.endpoint.Registrar;
import dev.safeconduct.client.internal.endpoint.RegistrationNeed;
import dev.safeconduct.client.internal.endpoint.RegistrationNeed.RedirectUriChoice;
import dev.safeconduct.client.internal.grant.GrantFlows;
import dev.safeconduct.client.internal.record.Records;
import dev.safeconduct.client.internal.record.RegistrationPlace;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.internal.record.Versioned;
import dev.safeconduct.client.internal.record.WebLoginRecord;
import dev.safeconduct.client.internal.record.WebLoginSeal;
import dev.safeconduct.client.internal.text.RandomText;
import dev.safeconduct.client.oauth.AuthChallenge;
import dev.safeconduct.client.oauth.ClientInformation;
import dev.safeconduct.client.oauth.ErrorResponseException;
import dev.safeconduct.client.oauth.PendingAuthorization;
import dev.safeconduct.client.oauth.PkceChallenge;
import dev.safeconduct.spi.OAuthException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Logins whose response comes to a web application: to any of its processes, and only from the browser that began the
 * login. Between request and response nothing is in memory. Safe for all threads; blocks.
 */
public final class WebLogin {

    /** How long a login may take. */
    private static final Duration LIFETIME = Duration.ofMinutes(10);

    /** The longest response that is looked at. */
    private static final int MAX_QUERY = 8 * 1024;

    private static final String AGAIN = " Begin a new login.";

    private final Records records;
    private final Registrar registrar;
    private final AuthorizationFlow flow;
    private final Clock clock;
    private final OfflineRefusals offlineRefusals = new OfflineRefusals();
    private Instant lastSweep = Instant.EPOCH;

    public WebLogin(Records records, Registrar registrar, AuthorizationFlow flow, Clock clock) {
        this.records = records;
        this.registrar = registrar;
        this.flow = flow;
        this.clock = clock;
    }

    /** Begins a login; {@code challenges} are those of the server's 401, empty if there was none. */
    public PendingAuthorization begin(ConfiguredServer server, URI redirectUri, List<AuthChallenge> challenges)
            throws OAuthException {
        DiscoveredServer found = flow.discover(server, challenges);
        DiscoveredServer discovered = offlineRefusals.isKnown(server.key(), found.issuer())
                ? found
                : OfflineAccess.added(found, server.config(), challenges);
        RegistrationPlace place = new RegistrationPlace(discovered.issuer(), redirectUri);
        ClientInformation client = registrar.obtain(
                place,
                new RegistrationNeed(
                        server.config(),
                        discovered,
                        server.policy(),
                        GrantFlows.AUTHORIZATION_CODE.registeredGrantTypes(),
                        RedirectUriChoice.of(redirectUri),
                        true));
        String state = RandomText.next();
        String browserBinding = RandomText.next();
        PkceChallenge pkce = PkceChallenge.generate();
        String nonce = AuthorizationFlow.nonce(discovered);
        URI page = flow.page(
                server,
                new AuthorizationFlow.Request(discovered, client, place, redirectUri, state, nonce, pkce),
                false);
        Instant now = clock.instant();
        Instant expiresAt = now.plus(LIFETIME);
        WebLoginRecord record = new WebLoginRecord(
                server.key(), discovered, client.clientId(), redirectUri, nonce, pkce.codeVerifier());
        if (isTimeToSweep(now)) {
            records.webLogins().removeExpired(server.key().server(), now);
        }
        records.webLogins()
                .put(state, server.key(), WebLoginSeal.seal(record.toBytes(), browserBinding, expiresAt), expiresAt);
        return new PendingAuthorization(page, browserBinding, expiresAt);
    }

    private synchronized boolean isTimeToSweep(Instant now) {
        boolean due = now.isAfter(lastSweep.plus(LIFETIME)) || now.isBefore(lastSweep);
        lastSweep = due ? now : lastSweep;
        return due;
    }

    /**
     * Completes a login.
     *
     * @param rawQuery the query of the response as it came, or null
     * @param servers finds the server of a login; null if it is not of this session, or not configured any more
     */
    public TokenRecord complete(
            @Nullable String rawQuery, String browserBinding, Function<TokenKey, @Nullable ConfiguredServer> servers)
            throws OAuthException {
        Map<String, String> response = parameters(rawQuery);
        String state = response.getOrDefault("state", "");
        Versioned<byte[]> stored = records.webLogins().read(state);
        byte[] sealed = stored.value();
        if (sealed == null) {
            throw new OAuthException(
                    "The response is to no login that is waiting: it was completed before, was given up" + " after "
                            + LIFETIME.toMinutes() + " minutes, or never began here." + AGAIN);
        }
        if (!clock.instant().isBefore(WebLoginSeal.expiresAt(sealed))) {
            boolean removed = records.webLogins().take(state, stored.version());
            throw new OAuthException("The login took longer than " + LIFETIME.toMinutes() + " minutes and was given up"
                    + (removed ? "." : " already.") + AGAIN);
        }
        byte[] content = WebLoginSeal.open(sealed, browserBinding);
        if (content == null) {
            throw new OAuthException("The login was begun in another browser: the cookie that came with the response is"
                    + " not the one of this login. It can still be completed where it began.");
        }
        WebLoginRecord login = WebLoginRecord.of(content);
        ConfiguredServer server = servers.apply(login.key());
        if (server == null) {
            throw new OAuthException("The login was begun for another session, or for "
                    + login.key().server()
                    + ", which is not configured any more. It can still be completed for that session.");
        }
        // The process that takes it out completes it, before anything is sent: a code is never used twice.
        if (!records.webLogins().take(state, stored.version())) {
            throw new OAuthException("The response has come twice; the other one completes the login.");
        }
        AuthorizationFlow.Request request = request(server, login, state);
        try {
            return flow.finish(server, request, response);
        } catch (ErrorResponseException e) {
            registrar.refused(request.place(), request.client(), e);
            if (OfflineAccess.isIn(request.discovered().scope()) && OfflineAccess.isRefused(e)) {
                offlineRefusals.add(server.key(), request.discovered().issuer());
            }
            throw e;
        }
    }

    private AuthorizationFlow.Request request(ConfiguredServer server, WebLoginRecord login, String state)
            throws OAuthException {
        RegistrationPlace place = new RegistrationPlace(login.discovered().issuer(), login.redirectUri());
        ClientInformation client = registrar.ofWebLogin(server.config(), login.discovered(), place, login.clientId());
        if (client == null) {
            throw new OAuthException("The client " + login.clientId() + " with which the login was begun is not"
                    + " configured or registered any more." + AGAIN);
        }
        return new AuthorizationFlow.Request(
                login.discovered(),
                client,
                place,
                login.redirectUri(),
                state,
                login.nonce(),
                new PkceChallenge(login.codeVerifier()));
    }

    private static Map<String, String> parameters(@Nullable String rawQuery) throws OAuthException {
        if (rawQuery == null || rawQuery.length() > MAX_QUERY) {
            throw new OAuthException("The response to the login has no query, or one that is too long." + AGAIN);
        }
        try {
            return QueryString.parse(rawQuery);
        } catch (IllegalArgumentException e) {
            throw new OAuthException(
                    "The response to the login is malformed: it has state, code, iss or error twice, or"
                            + " not in form encoding." + AGAIN);
        }
    }
}
