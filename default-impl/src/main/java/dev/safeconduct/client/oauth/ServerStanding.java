package dev.safeconduct.client.oauth;

import org.jspecify.annotations.Nullable;

/**
 * How a session stands at a server, by what is stored and what happened in this process. Immutable.
 *
 * @param server the server's name in the configuration
 * @param state the state
 * @param singleSignOn how the server gets its token from the login of another
 * @param ssoAttemptFailed whether that was tried and refused; the error says why, and the next request tries again
 * @param issuer the authorization server to log in at, or null where it is unknown or of no use to the user
 * @param scope the scope that is needed, separated by blanks, or null
 * @param error what is wrong, or null
 */
public record ServerStanding(
        String server,
        State state,
        SingleSignOn singleSignOn,
        boolean ssoAttemptFailed,
        @Nullable String issuer,
        @Nullable String scope,
        @Nullable String error) {

    /** The states. */
    public enum State {
        /** There is a token that is valid or can be refreshed. */
        CONNECTED,
        /** No token yet; one can be obtained without a person. */
        DISCONNECTED,
        /** A token is being made of the login of another server. */
        SSO_PENDING,
        /** No login yet: a person has to log in. Or none came of another server's login, which was refused. */
        AUTH_REQUIRED,
        /** The login has ended: a person has to log in again. */
        REAUTH_REQUIRED,
        /** The last attempt failed at the network. */
        UNREACHABLE,
        /** The last attempt failed, and neither a login nor another attempt is expected to change that. */
        FAILED,
        /** The stored login or the configuration cannot be read. */
        ERROR;

        /** Whether a person has to log in. */
        public boolean needsLogin() {
            return this == AUTH_REQUIRED || this == REAUTH_REQUIRED;
        }
    }

    /** A state without details. */
    public static ServerStanding of(String server, State state, SingleSignOn singleSignOn) {
        return new ServerStanding(server, state, singleSignOn, false, null, null, null);
    }

    /** A state with its reason. */
    public static ServerStanding failed(String server, State state, SingleSignOn singleSignOn, @Nullable String error) {
        return new ServerStanding(server, state, singleSignOn, false, null, null, error);
    }

    /** A state in which a person has to log in. */
    public static ServerStanding loginNeeded(
            String server, State state, SingleSignOn singleSignOn, @Nullable String issuer, @Nullable String scope) {
        return new ServerStanding(server, state, singleSignOn, false, issuer, scope, null);
    }

    /** Single sign-on was tried and refused. */
    public static ServerStanding ssoAttemptFailed(
            String server, SingleSignOn singleSignOn, @Nullable String issuer, @Nullable String error) {
        return new ServerStanding(server, State.AUTH_REQUIRED, singleSignOn, true, issuer, null, error);
    }
}
