package dev.safeconduct.client.internal.config;

import java.util.List;

/** What is told of a grant to those who do not obtain tokens by it. */
public interface GrantType {

    /** The value of {@code .grant}. */
    String name();

    /** Whether only a person can obtain a first token. */
    boolean needsPerson();

    /** Whether the person is shown a code to enter on any device, in place of a login page (RFC 8628). */
    default boolean showsUserCode() {
        return false;
    }

    /**
     * Whether another program keeps the token, or another server's login, so that no authorization server is asked for it,
     * and it is in memory only here.
     */
    default boolean isKeptElsewhere() {
        return false;
    }

    /** Whether it is the ID token of the login that {@code .from} names which is passed on, and not the access token. */
    default boolean passesOnIdToken(ServerConfig server) {
        return false;
    }

    /** What has to be set for a server beside its URL, of each list one: what follows its name in the keys. */
    List<List<String>> requiredKeys();

    /** What a client registers for it ({@code grant_types}, RFC 7591 §2). */
    List<String> registeredGrantTypes();

    /** How a token comes, in a few words for the status of a server. */
    String status();
}
