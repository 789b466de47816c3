package dev.safeconduct.client.internal.request;

import dev.safeconduct.client.internal.text.AsciiCase;
import dev.safeconduct.client.request.Origin;

/**
 * Compares a {@code Host} field that the application has set itself with where the request goes. If they differ, the
 * server behind it may be another one than the configured one (THREATS 11).
 */
final class HostField {

    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private HostField() {}

    /** Whether the field names this target; an IPv6 address has brackets in both. */
    static boolean agrees(String field, Origin target) {
        if (target.isWrittenAs(field)) {
            return true;
        }
        String value = field.trim();
        int colon = value.lastIndexOf(':');
        boolean hasPort = colon > value.lastIndexOf(']');
        String name = hasPort ? value.substring(0, colon) : value;
        String number = hasPort ? value.substring(colon + 1) : "";
        int standard = target.isHttps() ? HTTPS : HTTP;
        return AsciiCase.equal(name, target.host())
                && (number.isEmpty()
                        ? target.effectivePort() == standard
                        : number.equals(Integer.toString(target.effectivePort())));
    }
}
