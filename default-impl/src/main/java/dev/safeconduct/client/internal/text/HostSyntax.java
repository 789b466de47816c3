package dev.safeconduct.client.internal.text;

/** The hosts that a server may have, each in the one spelling that all URL parsers agree on. */
public final class HostSyntax {

    private HostSyntax() {}

    /**
     * The canonical form of a host.
     *
     * @throws IllegalArgumentException if parsers may differ about it; the message says what to write
     */
    public static String canonical(String host) {
        String lower = lowerCase(host);
        if (lower.startsWith("[")) {
            return Ipv6Syntax.canonical(lower);
        }
        if (lower.isEmpty() || lower.length() > 254) {
            throw refused("the host name is missing or too long: write https://host/path");
        }
        String name = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
        String[] labels = name.split("\\.", -1);
        for (String label : labels) {
            checkLabel(label);
        }
        if (isNumeric(labels[labels.length - 1])) {
            if (!isIpv4(labels) || lower.endsWith(".")) {
                throw refused(
                        "the host name is a number in an unusual form: write an IPv4 address as four decimal numbers");
            }
        } else if (isDigit(labels[labels.length - 1].charAt(0))) {
            throw refused("the last part of the host name begins with a digit, which is not allowed");
        }
        return lower;
    }

    /** Whether a canonical host is this machine as written, without asking a resolver. */
    public static boolean isLoopback(String host) {
        return host.equals("localhost")
                || host.equals("[::1]")
                || (host.startsWith("127.") && isIpv4(host.split("\\.", -1)));
    }

    private static String lowerCase(String host) {
        StringBuilder lower = new StringBuilder(host.length());
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if (c >= 0x80) {
                throw refused("the host name has characters beyond ASCII: write it as punycode (xn--…)");
            }
            lower.append(c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
        }
        return lower.toString();
    }

    private static void checkLabel(String label) {
        if (label.isEmpty() || label.length() > 63) {
            throw refused("a part of the host name is empty or too long: write the whole name");
        }
        for (int i = 0; i < label.length(); i++) {
            char c = label.charAt(i);
            boolean edge = i == 0 || i == label.length() - 1;
            if ((c < 'a' || c > 'z') && !isDigit(c) && (c != '-' || edge)) {
                throw refused("the host name has a character that is not allowed: use letters, digits and hyphens,"
                        + " nothing encoded");
            }
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** As the URL standard of browsers has it: then the whole host is read as an IPv4 address. */
    private static boolean isNumeric(String label) {
        boolean hex = label.startsWith("0x");
        for (int i = hex ? 2 : 0; i < label.length(); i++) {
            char c = label.charAt(i);
            if (!isDigit(c) && !(hex && c >= 'a' && c <= 'f')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isIpv4(String[] labels) {
        for (String label : labels) {
            if (label.length() > 3 || !isNumeric(label) || label.startsWith("0x")) {
                return false;
            }
            if (label.isEmpty() || (label.length() > 1 && label.startsWith("0")) || Integer.parseInt(label) > 255) {
                return false;
            }
        }
        return labels.length == 4;
    }

    private static IllegalArgumentException refused(String message) {
        return new IllegalArgumentException(message);
    }
}
