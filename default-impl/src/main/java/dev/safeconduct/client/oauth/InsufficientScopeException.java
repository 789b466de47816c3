package dev.safeconduct.client.oauth;

import dev.safeconduct.spi.OAuthException;
import org.jspecify.annotations.Nullable;

/** A protected resource wants more scope than the token has, and no token with more was obtained (RFC 6750 §3.1). */
public class InsufficientScopeException extends OAuthException {

    private static final long serialVersionUID = 1L;

    private final String server;
    private final @Nullable String scope;

    /**
     * @param server the protected resource, as its URL
     * @param scope what is needed, as the server says; null if it does not say
     */
    public InsufficientScopeException(String server, @Nullable String scope) {
        super("The token for " + server + " has too little scope, and none with more was obtained. The log says what"
                + " to do.");
        this.server = server;
        this.scope = scope;
    }

    /** The protected resource, as its URL. */
    public String server() {
        return server;
    }

    /** What is needed, separated by blanks: the server's own text. Null if it does not say. */
    public @Nullable String scope() {
        return scope;
    }
}
