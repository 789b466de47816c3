package dev.safeconduct.client.internal.endpoint;

import dev.safeconduct.spi.OAuthException;

/**
 * An endpoint responded with a status of 4xx and without an OAuth error: it may be a gateway before the
 * authorization server that speaks. Not transient, because it may be meant.
 */
public final class StatusException extends OAuthException {

    private static final long serialVersionUID = 1L;

    StatusException(String message) {
        super(message);
    }
}
