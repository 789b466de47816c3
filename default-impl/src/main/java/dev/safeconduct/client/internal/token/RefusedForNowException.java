package dev.safeconduct.client.internal.token;

import dev.safeconduct.client.oauth.LoginRequiredException;
import org.jspecify.annotations.Nullable;

/**
 * A refresh was refused, and not by an OAuth error: what speaks may be a gateway before the authorization server. A person
 * is told that a login is needed, and no page is opened, because the next attempt may succeed.
 */
final class RefusedForNowException extends LoginRequiredException {

    private static final long serialVersionUID = 1L;

    RefusedForNowException(String server, String reason, @Nullable Throwable cause) {
        super(server, reason, cause);
    }
}
