package dev.safeconduct.client.internal.login;

import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.discovery.ConfiguredServer;
import dev.safeconduct.client.internal.discovery.Coverage;
import dev.safeconduct.client.internal.discovery.DiscoveredServer;
import dev.safeconduct.client.internal.discovery.PriorLogin;
import dev.safeconduct.client.internal.endpoint.IdTokenValidator;
import dev.safeconduct.client.internal.log.EventLog;
import dev.safeconduct.client.internal.record.Records;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.internal.text.ServerText;
import dev.safeconduct.client.oauth.AuthChallenge;
import dev.safeconduct.spi.MetadataException;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TokenStoreException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a person is to log in, whichever way. Safe for all threads; blocks. */
public final class LoginDiscovery {

    /** What one way of logging in needs of an authorization server. */
    @FunctionalInterface
    interface Requirement {
        void check(DiscoveredServer discovered) throws OAuthException;
    }

    private static final String OPENID = "openid";

    private final Records records;
    private final EventLog log;

    public LoginDiscovery(Records records, EventLog log) {
        this.records = records;
        this.log = log;
    }

    /** Finds the authorization server, and refuses one at which a login is not safe or not possible. */
    DiscoveredServer discover(ConfiguredServer server, List<AuthChallenge> challenges, Requirement requirement)
            throws OAuthException {
        TokenRecord stored = stored(server);
        PriorLogin prior = stored == null ? null : stored.prior();
        DiscoveredServer discovered =
                withIdToken(server.config(), server.discovery().discover(challenges, prior));
        checkIdTokens(server);
        if (discovered.metadata().tokenEndpoint() == null) {
            throw new MetadataException("The authorization server " + discovered.issuer()
                    + " has no token endpoint, so a login there is not possible.");
        }
        requirement.check(discovered);
        if (prior != null && !prior.isAt(discovered.issuer())) {
            log.log(
                    EventLog.Level.WARN,
                    "The server " + server.config().url() + " has moved its logins from "
                            + ServerText.sanitize(prior.issuer()) + " to " + discovered.issuer() + ".");
        }
        return discovered;
    }

    /** The login that there is; null if missing. What cannot be read is replaced by the new login. */
    @Nullable TokenRecord stored(ConfiguredServer server) {
        try {
            return records.tokens().read(server.key()).value();
        } catch (TokenStoreException e) {
            return null;
        }
    }

    /** Where the ID token is to be used, it is asked for whatever else the scope is (OpenID Connect Core §3.1.2.1). */
    private static DiscoveredServer withIdToken(ServerConfig server, DiscoveredServer discovered) {
        String scope = discovered.scope();
        if (!server.wantsIdToken() || asksForIdToken(scope)) {
            return discovered;
        }
        return discovered.withScope(scope == null ? OPENID : OPENID + ' ' + scope);
    }

    /** Who sets the scope needs the ID token; where only the server names it, the token is left out. */
    private static void checkIdTokens(ConfiguredServer server) throws OAuthException {
        if (!isIdTokenWanted(server.config()) || IdTokenValidator.canVerify()) {
            return;
        }
        String why = server.config().wantsIdToken()
                ? "The login to " + server.config().url() + " is to bring an ID token"
                : server.config().key("scope") + " asks for an ID token (openid)";
        throw new OAuthException(
                why + ", and nothing here can verify one. Add the dependency " + IdTokenValidator.LIBRARY
                        + (server.config().wantsIdToken() ? "." : ", or remove openid from the scope."));
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

    /** Whether a setting asks for an ID token, so that a login without a valid one is of no use. */
    static boolean isIdTokenWanted(ServerConfig server) {
        return server.wantsIdToken() || asksForIdToken(server.scope());
    }

    /** Whether a scope has the one that asks for an ID token (OpenID Connect Core §3.1.2.1). */
    static boolean asksForIdToken(@Nullable String scope) {
        return scope != null && List.of(scope.strip().split("\\s+")).contains(OPENID);
    }
}
