package dev.safeconduct.client.oauth;

/** How a server gets its token without a login of its own. */
public enum SingleSignOn {
    /** Not at all: a user logs in to it. */
    NONE,

    /** The ID token of another login is forwarded to it. */
    FORWARDING,

    /** The token of another login is exchanged for one of its own (RFC 8693). Comes before forwarding. */
    EXCHANGE
}
