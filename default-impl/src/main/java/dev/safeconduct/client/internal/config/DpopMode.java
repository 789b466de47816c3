package dev.safeconduct.client.internal.config;

/** Whether tokens are bound to a key (RFC 9449), as it is configured for a server. */
public enum DpopMode {
    /** Where the server demands it. */
    AUTO,
    ALWAYS,
    NEVER;

    /** Whether a token may be used that is bound, or is not. */
    public boolean allows(boolean bound) {
        return this == AUTO || bound == (this == ALWAYS);
    }
}
