package dev.safeconduct.client.oauth;

import dev.safeconduct.spi.OAuthException;
import org.jspecify.annotations.Nullable;

/** No token is available without a person: there was no login yet, or it has ended. */
public class LoginRequiredException extends OAuthException {

    private static final long serialVersionUID = 1L;

    private final String server;
    private final String reason;

    /**
     * @param server the protected resource, as its URL
     * @param reason why, as a sentence without its full stop
     */
    public LoginRequiredException(String server, String reason, @Nullable Throwable cause) {
        super(reason + ". A person has to log in.", cause);
        this.server = server;
        this.reason = reason;
    }

    /** Why, as a sentence without its full stop: the first half of {@link #getMessage()}. */
    public String reason() {
        return reason;
    }

    /** The protected resource, as its URL. */
    public String server() {
        return server;
    }
}
