package dev.safeconduct.client.internal.discovery;

import dev.safeconduct.client.oauth.InsecureEndpointException;

/** What a server says of itself is redirected to another origin. */
final class RedirectedAwayException extends InsecureEndpointException {

    private static final long serialVersionUID = 1L;

    RedirectedAwayException(String message) {
        super(message);
    }
}
