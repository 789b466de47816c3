package dev.safeconduct.client.internal.token;

import dev.safeconduct.client.internal.authentication.SignedToken;
import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.config.TokenKey;
import dev.safeconduct.client.internal.discovery.ConfiguredServer;
import dev.safeconduct.client.internal.grant.PassedOnLogin;
import dev.safeconduct.client.internal.record.Records;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.oauth.LoginRequiredException;
import dev.safeconduct.client.oauth.Token;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TokenStoreException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The login of the server that {@code .from} names, for one session: what a token of another server is made of. What was
 * made of a login ends with it: after a logout, or another login, it counts no more. Safe for all threads; blocks.
 */
public final class SourceLogin {

    /** A refresh that was so recent would bring nothing newer. */
    private static final Duration RECENT = Duration.ofMinutes(1);

    private final ConfiguredServer server;
    private final Records records;
    private final Supplier<CachedToken> token;
    private final boolean isIdTokenNeeded;
    private final @Nullable SourceLogin source;
    private final Clock clock;

    /**
     * The login of a server.
     *
     * @param server the one that {@code .from} names, for the session
     * @param records where its login is
     * @param token what this session knows of it, which may be made by this
     * @param isIdTokenNeeded whether it is the ID token that is passed on
     * @param source of which login that one is made itself; null if of none
     */
    public SourceLogin(
            ConfiguredServer server,
            Records records,
            Supplier<CachedToken> token,
            boolean isIdTokenNeeded,
            @Nullable SourceLogin source,
            Clock clock) {
        this.server = server;
        this.records = records;
        this.token = token;
        this.isIdTokenNeeded = isIdTokenNeeded;
        this.source = source;
        this.clock = clock;
    }

    /** What this session knows of the server. */
    CachedToken token() {
        return token.get();
    }

    /**
     * The login with a token that is good for a while, refreshed if necessary.
     *
     * @throws LoginRequiredException if only a person can help: it names the server that is to be logged in to
     * @throws OAuthException if it failed otherwise
     */
    PassedOnLogin obtain() throws OAuthException {
        CachedToken known = token.get();
        KnownToken read = known.read();
        TokenRecord login = read.record;
        if (login != null && isGood(login)) {
            return new PassedOnLogin(server, login);
        }
        if (login != null && isWithoutIdToken(login)) {
            throw withoutIdToken(server);
        }
        if (!known.isRenewable(login)) {
            String url = server.key().server();
            throw new LoginRequiredException(url, known.loginReason(login != null), null);
        }
        TokenRecord renewed = known.renew(read, List.of(), false).record;
        if (renewed == null || !isGood(renewed)) {
            throw withoutIdToken(server);
        }
        return new PassedOnLogin(server, renewed);
    }

    /** The login with a newer token than one that was of no use; null if that is missing, or nothing would be newer. */
    @Nullable PassedOnLogin newerThan(PassedOnLogin used) throws OAuthException {
        CachedToken known = token.get();
        KnownToken read = known.read();
        TokenRecord login = read.record;
        if (login == null || !known.isRenewable(login)) {
            return null;
        }
        if (isOther(login, used.record())) {
            return isGood(login) ? new PassedOnLogin(server, login) : null;
        }
        Instant issuedAt = login.token().issuedAt();
        if (issuedAt != null && issuedAt.plus(RECENT).isAfter(clock.instant())) {
            return null;
        }
        TokenRecord renewed = known.renew(read, List.of(), false).record;
        return renewed == null || !isGood(renewed) || !isOther(renewed, used.record())
                ? null
                : new PassedOnLogin(server, renewed);
    }

    private boolean isOther(TokenRecord login, TokenRecord used) {
        String idToken = login.token().idToken();
        return isIdTokenNeeded
                ? idToken != null && !idToken.equals(used.token().idToken())
                : !login.token().accessToken().equals(used.token().accessToken());
    }

    private boolean isGood(TokenRecord login) {
        Token passedOn = login.token();
        if (!isIdTokenNeeded) {
            return !passedOn.isExpired(Margins.expiry(passedOn), clock);
        }
        Instant end = idTokenExpiry(login);
        return end != null && clock.instant().plus(Token.DEFAULT_EXPIRY_MARGIN).isBefore(end);
    }

    /** Whether a login is of no use for what it is to be passed on for, so that a person has to log in again. */
    public boolean isUseless(TokenRecord login) {
        return !isGood(login) && isWithoutIdToken(login);
    }

    /** Whether a refresh would bring no valid ID token: the login has none, or the last refresh brought none. */
    private boolean isWithoutIdToken(TokenRecord login) {
        if (!isIdTokenNeeded) {
            return false;
        }
        Instant end = idTokenExpiry(login);
        Instant issuedAt = login.token().issuedAt();
        return end == null
                || (issuedAt != null
                        && issuedAt.plus(Token.DEFAULT_EXPIRY_MARGIN).isAfter(end));
    }

    /** When the ID token of a login expires; null if it has none that says so. */
    public static @Nullable Instant idTokenExpiry(TokenRecord login) {
        String idToken = login.token().idToken();
        try {
            return idToken == null ? null : SignedToken.parse(idToken).claims().expiresAt();
        } catch (OAuthException e) {
            return null;
        }
    }

    /** The error for a login whose ID token is needed and missing. */
    static LoginRequiredException withoutIdToken(ConfiguredServer server) {
        String url = server.key().server();
        return new LoginRequiredException(url, "The login for " + url + " has no ID token that is valid", null);
    }

    /**
     * Whether a stored token is what the configuration wants, and was made of the login that there is now. What cannot be
     * read is taken for unchanged.
     *
     * @param source null where no login is passed on
     */
    public static boolean counts(TokenRecord record, ServerConfig config, @Nullable SourceLogin source) {
        if (!record.countsFor(config)) {
            return false;
        }
        try {
            return source == null
                    ? record.source() == null
                    : record.source() != null && record.source().equals(source.identity());
        } catch (TokenStoreException e) {
            return true;
        }
    }

    /** Tells the login that there is now from those before and after it; null if it is missing. */
    @Nullable String identity() throws TokenStoreException {
        if (!server.config().grant().needsPerson()) {
            return ofService(source == null ? "" : source.identity());
        }
        TokenRecord login = records.tokens().read(server.key()).value();
        return login == null || !login.countsFor(server.config()) ? null : ofPerson(login);
    }

    /** The same of a login that was read. */
    @Nullable String identity(TokenRecord login) {
        return server.config().grant().needsPerson()
                ? ofPerson(login)
                : ofService(source == null ? "" : login.source());
    }

    private String ofPerson(TokenRecord login) {
        String clientId = login.clientId();
        return digest(
                login.issuer(),
                clientId == null ? "" : clientId,
                login.createdAt().truncatedTo(ChronoUnit.SECONDS).toString());
    }

    /** A service has no login that could end; what it is made of may. */
    private @Nullable String ofService(@Nullable String made) {
        return made == null ? null : digest(made);
    }

    private String digest(String... parts) {
        TokenKey key = server.key();
        String text = String.join("\n", key.session(), key.server(), key.profile(), String.join("\n", parts));
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }
}
