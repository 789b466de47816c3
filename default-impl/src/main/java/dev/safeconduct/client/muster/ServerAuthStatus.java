package dev.safeconduct.client.muster;

import dev.safeconduct.client.internal.text.ServerText;
import dev.safeconduct.client.oauth.ServerStanding;
import dev.safeconduct.client.oauth.SingleSignOn;
import dev.safeconduct.spi.OAuthException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a session stands at one server. Immutable. What sets which status:
 *
 * <table>
 * <caption>One factory for each row</caption>
 * <tr><th>status</th><th>set by</th><th>factory</th></tr>
 * <tr><td>{@code connected}</td><td>a fresh or accepted token</td><td>{@link #connected}</td></tr>
 * <tr><td>{@code auth_required}</td><td>no login yet, here or at the server whose login is passed on</td><td>{@link #authRequired}</td></tr>
 * <tr><td>{@code auth_required} and {@code sso_attempt_failed}</td><td>single sign-on was tried and refused; the error says why, and a later request tries again</td>
 * <td>{@link #ssoAttemptFailed}</td></tr>
 * <tr><td>{@code reauth_required}</td><td>a refresh refused after a login, here or there</td><td>{@link #reauthRequired}</td></tr>
 * <tr><td>{@code sso_pending}</td><td>forwarding or exchange under way in this process</td><td>{@link #ssoPending}</td></tr>
 * <tr><td>{@code unreachable}</td><td>the last connect failed</td><td>{@link #unreachable}</td></tr>
 * <tr><td>{@code disconnected}</td><td>no token yet, or no more; the next request gets one without a person</td><td>{@link #disconnected}</td></tr>
 * <tr><td>{@code failed}</td><td>the last token request was refused, and a login would not help</td><td>{@link #failed}</td></tr>
 * <tr><td>{@code error}</td><td>the rest, with the reason</td><td>{@link #error}</td></tr>
 * </table>
 *
 * <p>What contradicts that cannot be built: the constructor throws {@link IllegalArgumentException}.
 *
 * @param name the server's name
 * @param status the status
 * @param issuer its authorization server, or null; servers with the same one can share a login
 * @param scope the scope that is needed, separated by blanks, or null
 * @param authTool {@value #AUTH_TOOL} where a user has to log in with it, else null: single sign-on is not a user's to
 *     repeat, unless the login that it rests on has ended
 * @param error what is wrong, or null
 * @param tokenForwardingEnabled whether single sign-on is by forwarding
 * @param tokenExchangeEnabled whether single sign-on is by exchange; if both are, exchange comes first
 * @param ssoAttemptFailed whether single sign-on was tried and failed
 */
public record ServerAuthStatus(
        String name,
        SessionServerStatus status,
        @Nullable String issuer,
        @Nullable String scope,
        @Nullable String authTool,
        @Nullable String error,
        boolean tokenForwardingEnabled,
        boolean tokenExchangeEnabled,
        boolean ssoAttemptFailed) {

    /** The tool that logs in. */
    public static final String AUTH_TOOL = "core_auth_login";

    public ServerAuthStatus {
        boolean sso = tokenForwardingEnabled || tokenExchangeEnabled;
        require(authTool == null || mayHaveTool(status, sso), status, "has no auth_tool");
        require(!ssoAttemptFailed || mayHaveFailed(status, sso), status, "has no sso_attempt_failed");
        require(error == null || mayHaveError(status), status, "has no error");
        require(status != SessionServerStatus.SSO_PENDING || sso, status, "is for servers with single sign-on");
    }

    private static boolean mayHaveTool(SessionServerStatus status, boolean sso) {
        return status == SessionServerStatus.REAUTH_REQUIRED || (status == SessionServerStatus.AUTH_REQUIRED && !sso);
    }

    private static boolean mayHaveFailed(SessionServerStatus status, boolean sso) {
        return sso && status.needsLogin();
    }

    private static boolean mayHaveError(SessionServerStatus status) {
        return status != SessionServerStatus.CONNECTED && status != SessionServerStatus.SSO_PENDING;
    }

    private static void require(boolean met, SessionServerStatus status, String rule) {
        if (!met) {
            throw new IllegalArgumentException("The status " + status.value() + " here " + rule + ".");
        }
    }

    /** The document for a standing. */
    public static ServerAuthStatus of(ServerStanding standing) {
        return of(
                standing.server(),
                SessionServerStatus.of(standing.state()),
                standing.singleSignOn(),
                standing.issuer(),
                standing.scope(),
                standing.error(),
                standing.ssoAttemptFailed());
    }

    /** A fresh token, or one that the server has accepted. */
    public static ServerAuthStatus connected(String name, SingleSignOn sso) {
        return of(name, SessionServerStatus.CONNECTED, sso, null, null, null, false);
    }

    /** No login yet. */
    public static ServerAuthStatus authRequired(
            String name, SingleSignOn sso, @Nullable String issuer, @Nullable String scope) {
        return of(name, SessionServerStatus.AUTH_REQUIRED, sso, issuer, scope, null, false);
    }

    /**
     * Single sign-on was tried and failed, for an unknown reason.
     *
     * @param sso not {@link SingleSignOn#NONE}
     */
    public static ServerAuthStatus ssoAttemptFailed(
            String name, SingleSignOn sso, @Nullable String issuer, @Nullable String scope) {
        return ssoAttemptFailed(name, sso, issuer, scope, null);
    }

    /**
     * The same with the reason.
     *
     * @param sso not {@link SingleSignOn#NONE}
     * @param reason why, or null
     */
    public static ServerAuthStatus ssoAttemptFailed(
            String name, SingleSignOn sso, @Nullable String issuer, @Nullable String scope, @Nullable String reason) {
        return of(name, SessionServerStatus.AUTH_REQUIRED, sso, issuer, scope, reason, true);
    }

    /** A refresh was refused after a login. */
    public static ServerAuthStatus reauthRequired(
            String name, SingleSignOn sso, @Nullable String issuer, @Nullable String scope) {
        return of(name, SessionServerStatus.REAUTH_REQUIRED, sso, issuer, scope, null, false);
    }

    /**
     * Forwarding or exchange is under way.
     *
     * @param sso not {@link SingleSignOn#NONE}
     */
    public static ServerAuthStatus ssoPending(String name, SingleSignOn sso) {
        return of(name, SessionServerStatus.SSO_PENDING, sso, null, null, null, false);
    }

    /** The last connect failed. */
    public static ServerAuthStatus unreachable(String name, SingleSignOn sso, @Nullable String reason) {
        return of(name, SessionServerStatus.UNREACHABLE, sso, null, null, reason, false);
    }

    /** Was connected; the connection was closed. */
    public static ServerAuthStatus disconnected(String name, SingleSignOn sso) {
        return of(name, SessionServerStatus.DISCONNECTED, sso, null, null, null, false);
    }

    /** The session failed. */
    public static ServerAuthStatus failed(String name, SingleSignOn sso, @Nullable String reason) {
        return of(name, SessionServerStatus.FAILED, sso, null, null, reason, false);
    }

    /** Anything else. */
    public static ServerAuthStatus error(String name, SingleSignOn sso, String reason) {
        return of(name, SessionServerStatus.ERROR, sso, null, null, reason, false);
    }

    private static ServerAuthStatus of(
            String name,
            SessionServerStatus status,
            SingleSignOn sso,
            @Nullable String issuer,
            @Nullable String scope,
            @Nullable String error,
            boolean ssoAttemptFailed) {
        return new ServerAuthStatus(
                name,
                status,
                issuer,
                scope,
                mayHaveTool(status, sso != SingleSignOn.NONE) ? AUTH_TOOL : null,
                error,
                sso == SingleSignOn.FORWARDING,
                sso == SingleSignOn.EXCHANGE,
                ssoAttemptFailed);
    }

    /**
     * Reads the JSON object of one server, whichever program wrote it. A status of another version reads as {@code
     * error} with that as the reason; what contradicts the status is left out.
     *
     * @throws OAuthException if the name or the status is missing, or a member has the wrong type
     */
    static ServerAuthStatus read(Map<?, ?> json) throws OAuthException {
        String name = StatusJson.required(json, "name");
        String value = StatusJson.required(json, "status");
        String error = StatusJson.text(json, "error");
        SessionServerStatus status = SessionServerStatus.of(value);
        boolean forwarding = StatusJson.flag(json, "token_forwarding_enabled");
        boolean exchange = StatusJson.flag(json, "token_exchange_enabled");
        boolean sso = forwarding || exchange;
        if (status == null || (status == SessionServerStatus.SSO_PENDING && !sso)) {
            status = SessionServerStatus.ERROR;
            error = error != null ? error : "The status \"" + ServerText.sanitize(value) + "\" means nothing here.";
        }
        String tool = StatusJson.text(json, "auth_tool");
        boolean failed = StatusJson.flag(json, "sso_attempt_failed");
        return new ServerAuthStatus(
                name,
                status,
                StatusJson.text(json, "issuer"),
                StatusJson.text(json, "scope"),
                mayHaveTool(status, sso) ? tool : null,
                mayHaveError(status) ? error : null,
                forwarding,
                exchange,
                failed && mayHaveFailed(status, sso));
    }

    /** The JSON object: {@code name} and {@code status}, and what is not empty or false. */
    public Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", name);
        json.put("status", status.value());
        StatusJson.put(json, "issuer", issuer);
        StatusJson.put(json, "scope", scope);
        StatusJson.put(json, "auth_tool", authTool);
        StatusJson.put(json, "error", error);
        StatusJson.put(json, "token_forwarding_enabled", tokenForwardingEnabled);
        StatusJson.put(json, "token_exchange_enabled", tokenExchangeEnabled);
        StatusJson.put(json, "sso_attempt_failed", ssoAttemptFailed);
        return json;
    }
}
