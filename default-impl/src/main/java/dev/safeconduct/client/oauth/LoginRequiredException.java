package dev.safeconduct.client.oauth;

import dev.safeconduct.spi.OAuthException;
import org.jspecify.annotations.Nullable;

/** No token is available without a person: there was no login yet, or it has ended. */
public class LoginRequiredException extends OAuthException {

    private static final long serialVersionUID = 1L;

    private final String server;

    /**
     * @param server the protected resource, as its URL
     * @param reason why, as the first half of a sentence
     */
    public LoginRequiredException(String server, String reason, @Nullable Throwable cause) {
        super(reason + ". Log in with: java -jar safeconduct-agent.jar login " + server, cause);
        this.server = server;
    }

    /** The protected resource, as its URL. */
    public String server() {
        return server;
    }
}
