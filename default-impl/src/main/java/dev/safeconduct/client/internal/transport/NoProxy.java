package dev.safeconduct.client.internal.transport;

import java.net.InetAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The hosts of {@code safeconduct.http.no-proxy}, as other programs read {@code NO_PROXY}: with commas between them
 * {@code example.com} for that host and all below it, {@code .example.com} or {@code *.example.com} for those below it,
 * an address, a range like {@code 10.0.0.0/8}, or {@code *} for all. Ranges are for addresses only: no name is looked up.
 */
final class NoProxy {

    static final String KEY = "safeconduct.http.no-proxy";

    private NoProxy() {}

    /**
     * Whether a host is one of them.
     *
     * @param list the value of the key, or null
     * @throws IllegalArgumentException if something in the list is not one of the above
     */
    static boolean contains(@Nullable String list, String host) {
        if (list == null) {
            return false;
        }
        String name = host.toLowerCase(Locale.ROOT);
        boolean found = false;
        for (String entry : list.split(",", -1)) {
            // All are looked at, so that a wrong one is noticed.
            found |= matches(entry.strip().toLowerCase(Locale.ROOT), name);
        }
        return found;
    }

    private static boolean matches(String entry, String host) {
        if (entry.isEmpty() || entry.equals("*")) {
            return !entry.isEmpty();
        }
        if (entry.indexOf('/') >= 0 || HostName.literal(entry) != null) {
            AddressRange range = range(entry);
            InetAddress address = HostName.literal(host);
            return address != null && range.contains(address);
        }
        String name = entry.startsWith("*.") ? entry.substring(1) : entry;
        if (!name.matches("\\.?[a-z0-9_-]+(\\.[a-z0-9_-]+)*")) {
            throw refused(entry);
        }
        return name.startsWith(".") ? host.endsWith(name) : host.equals(name) || host.endsWith("." + name);
    }

    private static AddressRange range(String entry) {
        try {
            return AddressRange.of(entry);
        } catch (IllegalArgumentException e) {
            throw refused(entry);
        }
    }

    private static IllegalArgumentException refused(String entry) {
        return new IllegalArgumentException(KEY + " has \"" + entry + "\" in it, which is not one of example.com,"
                + " .example.com, *.example.com, an address, a range like 10.0.0.0/8, and *.");
    }
}
