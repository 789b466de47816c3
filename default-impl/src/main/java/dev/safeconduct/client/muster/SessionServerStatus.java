package dev.safeconduct.client.muster;

import dev.safeconduct.client.oauth.ServerStanding;
import org.jspecify.annotations.Nullable;

/** How a session stands at a server. What sets which is said, and held to, at {@link ServerAuthStatus}. */
public enum SessionServerStatus {
    /** There is a fresh token, or one that the server has accepted. */
    CONNECTED("connected"),

    /** There has been no login yet: a user has to log in. */
    AUTH_REQUIRED("auth_required"),

    /** There was a connection, and it was closed. */
    DISCONNECTED("disconnected"),

    /** Anything else that is wrong; the error says what. */
    ERROR("error"),

    /** The server could not be connected to the last time; a login would not help. */
    UNREACHABLE("unreachable"),

    /** The session itself failed. */
    FAILED("failed"),

    /** Single sign-on is under way: wait, do not log in. */
    SSO_PENDING("sso_pending"),

    /** There was a login, and it has ended: a refresh was refused. A user has to log in again. */
    REAUTH_REQUIRED("reauth_required");

    /** What a prompt shows where a user has to log in. */
    public static final String DISPLAY_AUTH_REQUIRED = "[AUTH REQUIRED]";

    private final String value;

    SessionServerStatus(String value) {
        this.value = value;
    }

    /** The value in JSON. */
    public String value() {
        return value;
    }

    /** The status with that value in JSON, which is compared exactly; null if missing. */
    public static @Nullable SessionServerStatus of(String value) {
        for (SessionServerStatus status : values()) {
            if (status.value.equals(value)) {
                return status;
            }
        }
        return null;
    }

    /** The status of that state. */
    public static SessionServerStatus of(ServerStanding.State state) {
        return valueOf(state.name());
    }

    /** Whether a user has to log in. */
    public boolean needsLogin() {
        return this == AUTH_REQUIRED || this == REAUTH_REQUIRED;
    }
}
