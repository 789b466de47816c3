package dev.safeconduct.client.internal.record;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where a registration is stored: one for all loopback logins of an issuer, and one for each redirect URI of a web
 * application.
 *
 * @param issuer the issuer that the client is registered at
 * @param webRedirectUri null for loopback logins
 */
public record RegistrationPlace(String issuer, @Nullable URI webRedirectUri) {

    /** That of loopback logins. */
    public static RegistrationPlace ofLoopback(String issuer) {
        return new RegistrationPlace(issuer, null);
    }

    /** The name of the record and of its lease. */
    String name() {
        return webRedirectUri == null
                ? RecordNames.registration(issuer)
                : RecordNames.webRegistration(issuer, webRedirectUri.toString());
    }
}
