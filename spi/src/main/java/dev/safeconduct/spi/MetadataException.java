package dev.safeconduct.spi;

import org.jspecify.annotations.Nullable;

/** A document of a server (RFC 8414, RFC 9728, OpenID Connect Discovery, ID token) is not usable. */
public class MetadataException extends OAuthException {

    private static final long serialVersionUID = 1L;

    public MetadataException(String message) {
        super(message);
    }

    public MetadataException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
