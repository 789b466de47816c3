package dev.safeconduct.client.internal.endpoint;

import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.discovery.DiscoveredServer;
import dev.safeconduct.client.internal.log.EventLog;
import dev.safeconduct.client.internal.log.EventLog.Level;
import dev.safeconduct.client.internal.record.Records;
import dev.safeconduct.client.internal.record.Versioned;
import dev.safeconduct.client.oauth.ConfigException;
import dev.safeconduct.spi.MetadataException;
import dev.safeconduct.spi.TokenStore.Reach;
import dev.safeconduct.spi.TokenStoreException;
import java.net.URI;

/**
 * To which authorization server a configured credential may be sent: the one that the configuration names, else the one
 * it was first used at, which is stored. A protected resource that was taken over, or whose metadata an attacker has
 * changed, must not collect it (THREATS 79). Safe for all threads; blocks.
 */
final class CredentialRule {

    private final Records records;
    private final EventLog log;

    CredentialRule(Records records, EventLog log) {
        this.records = records;
        this.log = log;
    }

    /**
     * Checks before a credential is sent where a discovery has led, and stores where it was first used: to be called just
     * before it is sent.
     *
     * @throws ConfigException as {@link #check}
     */
    void use(ServerConfig server, String key, String credential, DiscoveredServer discovered, boolean isBegunByPerson)
            throws ConfigException, TokenStoreException {
        check(server, key, credential, discovered, isBegunByPerson);
        if (server.issuer() == null && !isKnown(server, key, credential, discovered.issuer())) {
            remember(server, key, credential, discovered.issuer(), level(server, discovered.issuer()));
        }
    }

    /**
     * Checks before a person is asked for anything whether a credential may be sent where a discovery has led.
     *
     * @param key the whole key of the credential
     * @param isBegunByPerson whether a person has just asked for this login and sees where it leads
     * @throws ConfigException if it must not be sent there; the message names the key that decides it and its value
     */
    void check(ServerConfig server, String key, String credential, DiscoveredServer discovered, boolean isBegunByPerson)
            throws ConfigException, TokenStoreException {
        String issuer = discovered.issuer();
        if (isConfigured(server, key, issuer)) {
            return;
        }
        if (!discovered.isNamed()) {
            throw refused(
                    server,
                    "the server names no authorization server, and " + key + " is not sent on a guess",
                    "<the right one>");
        }
        if (records.store().reach() == Reach.PROCESS) {
            throw refused(
                    server,
                    "where logins are kept in memory only, " + key
                            + " is sent to no authorization server that the server alone names, as " + issuer,
                    issuer);
        }
        if (!isKnown(server, key, credential, issuer) && !isBegunByPerson && !isSameHost(server, issuer)) {
            throw refused(
                    server,
                    "the server names the authorization server " + issuer + " on another host name, and " + key
                            + " was never used there",
                    issuer);
        }
    }

    /**
     * Checks before a login whether a client id, which is not secret, belongs to this authorization server: another one
     * that comes to know it could have the code of the right one sent to itself (THREATS 82). A program needs to be told
     * the authorization server, unless a user has logged in there or its responses say who sent them (RFC 9207).
     *
     * @param key the whole key of the client id
     * @throws ConfigException if it was first used at another one, or is not known to belong to this one
     */
    void checkClientId(
            ServerConfig server, String key, String clientId, DiscoveredServer discovered, boolean isBegunByUser)
            throws MetadataException, ConfigException, TokenStoreException {
        String issuer = discovered.issuer();
        boolean isSafe = isConfigured(server, key, issuer)
                || isKnown(server, key, clientIdOf(server, clientId), issuer)
                || isBegunByUser
                || discovered.metadata().authorizationResponseIssParameterSupported();
        if (!isSafe) {
            throw refused(
                    server,
                    "the authorization server " + issuer
                            + " does not name itself in its responses (RFC 9207), and no user"
                            + " has logged in there with this " + key,
                    issuer);
        }
    }

    /** The same just before it is used, and stores where. */
    void useClientId(ServerConfig server, String key, String clientId, String issuer)
            throws ConfigException, TokenStoreException {
        String name = clientIdOf(server, clientId);
        if (!isConfigured(server, key, issuer)
                && records.store().reach() != Reach.PROCESS
                && !isKnown(server, key, name, issuer)) {
            remember(server, key, name, issuer, Level.INFO);
        }
    }

    private static String clientIdOf(ServerConfig server, String clientId) {
        return server.url().text() + ' ' + clientId;
    }

    /** The same for the authorization server of a stored login, to which the credential was sent before. */
    void checkStored(ServerConfig server, String key, String credential, String issuer)
            throws ConfigException, TokenStoreException {
        if (!isConfigured(server, key, issuer)
                && records.store().reach() != Reach.PROCESS
                && !isKnown(server, key, credential, issuer)) {
            remember(server, key, credential, issuer, level(server, issuer));
        }
    }

    /**
     * Whether the configuration names this issuer; false if it names none.
     *
     * @throws ConfigException if it names another: what is stored of a login may be older than the configuration
     */
    private static boolean isConfigured(ServerConfig server, String key, String issuer) throws ConfigException {
        String configured = server.issuer();
        if (configured != null && !configured.equals(issuer)) {
            throw refused(
                    server,
                    key + " is for the authorization server " + configured + ", and this login is at " + issuer,
                    issuer);
        }
        return configured != null;
    }

    private boolean isKnown(ServerConfig server, String key, String credential, String issuer)
            throws ConfigException, TokenStoreException {
        String first = records.credentialIssuers().read(credential).value();
        if (first != null && !first.equals(issuer)) {
            throw refused(
                    server,
                    key + " was first used at the authorization server " + first + ", and the server now names "
                            + issuer,
                    issuer);
        }
        return first != null;
    }

    private void remember(ServerConfig server, String key, String credential, String issuer, Level level)
            throws ConfigException, TokenStoreException {
        Versioned<String> before = records.credentialIssuers().read(credential);
        if (!records.credentialIssuers().replace(credential, issuer, before.version())) {
            isKnown(server, key, credential, issuer); // another process was first
            return;
        }
        log.log(
                level,
                key + " of the server " + server.url().host() + " is sent to the authorization server "
                        + URI.create(issuer).getHost()
                        + " from now on, and to no other. To say so in the configuration: "
                        + server.key("issuer") + "=" + issuer);
    }

    private static Level level(ServerConfig server, String issuer) {
        return isSameHost(server, issuer) ? Level.INFO : Level.WARN;
    }

    private static ConfigException refused(ServerConfig server, String why, String value) {
        return new ConfigException(
                server.key("issuer"),
                "No token was requested for " + server.url().text() + ": " + why + "."
                        + server.remedies().text("If that is right, set", "issuer", value));
    }

    private static boolean isSameHost(ServerConfig server, String issuer) {
        return server.url().host().equalsIgnoreCase(URI.create(issuer).getHost());
    }
}
