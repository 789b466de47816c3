package dev.safeconduct.agent.instrumentation;

/**
 * Compares a {@code Host} field that the application has set itself with where the request goes. If they differ, the
 * server behind it may be another one than the configured one (THREATS 11).
 */
public final class HostHeader {

    private HostHeader() {}

    /**
     * Whether the field names this target.
     *
     * @param host an IPv6 address with brackets
     * @param port -1 for the default port
     */
    public static boolean agrees(String field, String scheme, String host, int port) {
        String value = field.trim();
        int colon = value.lastIndexOf(':');
        boolean hasPort = colon > value.lastIndexOf(']');
        String name = hasPort ? value.substring(0, colon) : value;
        String number = hasPort ? value.substring(colon + 1) : "";
        int standard = scheme.equalsIgnoreCase("https") ? 443 : 80;
        int expected = port == -1 ? standard : port;
        return name.equalsIgnoreCase(host)
                && (number.isEmpty() ? expected == standard : number.equals(Integer.toString(expected)));
    }
}
