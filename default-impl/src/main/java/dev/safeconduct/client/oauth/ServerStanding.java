package dev.safeconduct.client.oauth;

import org.jspecify.annotations.Nullable;

/**
 * How a session stands at a server, by what is stored and what happened in this process. Immutable.
 *
 * @param server the server's name in the configuration
 * @param state the state
 * @param issuer the authorization server, or null where it is unknown or of no use to the user
 * @param scope the scope that is needed, separated by blanks, or null
 * @param error what is wrong, or null
 */
public record ServerStanding(
        String server, State state, @Nullable String issuer, @Nullable String scope, @Nullable String error) {

    /** The states. */
    public enum State {
        /** There is a token that is valid or can be refreshed. */
        CONNECTED,
        /** No token yet; one can be obtained without a person. */
        DISCONNECTED,
        /** No login yet: a person has to log in. */
        AUTH_REQUIRED,
        /** The login has ended: a person has to log in again. */
        REAUTH_REQUIRED,
        /** The last attempt failed at the network. */
        UNREACHABLE,
        /** The stored login or the configuration cannot be read. */
        ERROR;

        /** Whether a person has to log in. */
        public boolean needsLogin() {
            return this == AUTH_REQUIRED || this == REAUTH_REQUIRED;
        }
    }

    /** A state without details. */
    public static ServerStanding of(String server, State state) {
        return new ServerStanding(server, state, null, null, null);
    }

    /** A state with its reason. */
    public static ServerStanding failed(String server, State state, @Nullable String error) {
        return new ServerStanding(server, state, null, null, error);
    }
}
