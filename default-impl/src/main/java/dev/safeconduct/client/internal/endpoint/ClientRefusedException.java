package dev.safeconduct.client.internal.endpoint;

import dev.safeconduct.client.oauth.ErrorResponseException;
import dev.safeconduct.spi.OAuthException;

/** An authorization server refuses a configured client: its id, its secret or its way to authenticate is wrong. */
public final class ClientRefusedException extends OAuthException {

    private static final long serialVersionUID = 1L;

    ClientRefusedException(String remedy, ErrorResponseException error) {
        super(error.getMessage() + "." + remedy, error);
    }
}
