package dev.safeconduct.client.internal.config;

/** Which token of a login requests carry. */
public enum BearerToken {
    /** The access token, as OAuth has it. */
    ACCESS_TOKEN,
    /** The ID token, for servers that want that (Kubernetes, proxies that know identities). */
    ID_TOKEN
}
