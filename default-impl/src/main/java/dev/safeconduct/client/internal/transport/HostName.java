package dev.safeconduct.client.internal.transport;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What can be said of the host name of a URL without a lookup. */
final class HostName {

    /** Top-level domains that are not on the internet: RFC 6761, RFC 6762 with its appendix G, RFC 8375. */
    private static final Set<String> INSIDE =
            Set.of("localhost", "local", "internal", "intranet", "private", "corp", "home", "lan", "localdomain");

    private HostName() {}

    /** The address that a host is written as, or null if it is a name. Asks no name service. */
    static @Nullable InetAddress literal(String host) {
        try {
            return host.indexOf(':') >= 0 || host.matches("\\d{1,3}(\\.\\d{1,3}){3}")
                    ? InetAddress.getByName(host)
                    : null;
        } catch (UnknownHostException e) {
            return null;
        }
    }

    /**
     * Whether this is a number that some programs read as an address and others do not, or as another one: {@code
     * 2130706433}, {@code 0x7f.1}, {@code 127.1}, {@code 0177.0.0.1}.
     */
    static boolean isOddNumber(String host) {
        String last = host.substring(host.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        boolean number = last.matches("\\d+|0x[0-9a-f]*");
        return number && !host.matches("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}");
    }

    /** Whether a name can only be that of a machine inside a network: it has no dot, or a top-level domain of its own. */
    static boolean isInside(String host) {
        String name = name(host);
        return name.indexOf('.') < 0
                || name.endsWith(".home.arpa")
                || INSIDE.contains(name.substring(name.lastIndexOf('.') + 1));
    }

    /** Whether this is this machine, by its name or address. */
    static boolean isLoopback(String host) {
        InetAddress address = literal(host);
        String name = name(host);
        return address != null ? address.isLoopbackAddress() : name.equals("localhost") || name.endsWith(".localhost");
    }

    private static String name(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}
