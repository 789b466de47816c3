package dev.safeconduct.client.oauth;

import java.net.URI;
import java.time.Instant;

/**
 * A login that a web application has begun (RFC 6749 §4.1.1). {@link #toString} does not show the binding.
 *
 * @param uri where to send the browser: the page of the authorization server
 * @param browserBinding the value of a cookie to set with the redirect, {@code HttpOnly}, {@code Secure} and
 *     {@code SameSite=Lax}, 43 characters of base64url. It has to come back with the response: without it an attacker
 *     cannot complete the login. To be kept nowhere else
 * @param expiresAt when the login is given up; also the cookie's end
 */
public record PendingAuthorization(URI uri, String browserBinding, Instant expiresAt) {

    @Override
    public String toString() {
        return "PendingAuthorization[expiresAt=" + expiresAt + "]";
    }
}
