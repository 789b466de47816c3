package dev.safeconduct.client.internal.endpoint;

import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.oauth.ErrorResponseException;
import dev.safeconduct.spi.OAuthException;

/** An authorization server refuses the resource indicator of a request (RFC 8707 §2), which not all of them know. */
public final class TargetRefusedException extends OAuthException {

    private static final String INVALID_TARGET = "invalid_target";

    private static final long serialVersionUID = 1L;

    private TargetRefusedException(String remedy, ErrorResponseException error) {
        super(error.getMessage() + "." + remedy, error);
    }

    /** The same error with what to do about it, if it is that one and a resource indicator was sent. */
    public static OAuthException explained(ServerConfig server, ErrorResponseException error) {
        return error.error().equals(INVALID_TARGET) && server.sendsResource()
                ? new TargetRefusedException(
                        server.remedies().text("If it takes no resource indicator, set", "resource", "none"), error)
                : error;
    }
}
