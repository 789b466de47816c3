package dev.safeconduct.client.internal.record;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where a registration is stored: one for all loopback logins of an issuer, one for all its logins by a code that a person
 * enters elsewhere, and one for each redirect URI of a web application. A client that was registered for one of them may
 * not do the other, and what speaks against it there says nothing of the others.
 *
 * @param issuer the issuer that the client is registered at
 * @param use what its logins are
 * @param webRedirectUri null unless it is of a web application
 */
public record RegistrationPlace(String issuer, Use use, @Nullable URI webRedirectUri) {

    /** What a client is registered for. */
    public enum Use {
        LOOPBACK,
        DEVICE,
        WEB
    }

    /** That of a web application. */
    public RegistrationPlace(String issuer, URI webRedirectUri) {
        this(issuer, Use.WEB, webRedirectUri);
    }

    /** That of loopback logins. */
    public static RegistrationPlace ofLoopback(String issuer) {
        return new RegistrationPlace(issuer, Use.LOOPBACK, null);
    }

    /** That of device authorization (RFC 8628). */
    public static RegistrationPlace ofDevice(String issuer) {
        return new RegistrationPlace(issuer, Use.DEVICE, null);
    }

    /** Whether it is of a web application, which can keep a secret. */
    public boolean isWeb() {
        return use == Use.WEB;
    }

    /** Whether it is of device authorization. */
    public boolean isDevice() {
        return use == Use.DEVICE;
    }

    /** The name of the record and of its lease. */
    String name() {
        return switch (use) {
            case LOOPBACK -> RecordNames.registration(issuer);
            case DEVICE -> RecordNames.deviceRegistration(issuer);
            case WEB -> RecordNames.webRegistration(issuer, String.valueOf(webRedirectUri));
        };
    }
}
