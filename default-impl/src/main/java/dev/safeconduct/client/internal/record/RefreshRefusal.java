package dev.safeconduct.client.internal.record;

/** What the authorization server made of the refresh token of a login, the last time it was sent (THREATS 87). */
public enum RefreshRefusal {
    /** It was taken, or not sent yet. */
    NONE,
    /** Refused without an OAuth error, maybe by a gateway: a person is told, no page is opened, it is tried again. */
    FOR_NOW,
    /** Refused with an OAuth error: a person is needed, and it is tried again all the same. */
    REFUSED,
    /** Not valid any more: only a new login helps. */
    ENDED;

    /** Whether the refresh token may be sent again. */
    public boolean mayRetry() {
        return this != ENDED;
    }
}
