package dev.safeconduct.client.internal.text;

/** IPv6 addresses in a URL, in the form of RFC 5952 and no other. */
final class Ipv6Syntax {

    private static final int GROUPS = 8;

    private Ipv6Syntax() {}

    /**
     * The address as given, in brackets and lower case.
     *
     * @throws IllegalArgumentException if it is not in its canonical form, has a zone, or stands for an IPv4 address
     */
    static String canonical(String bracketed) {
        String text = bracketed.endsWith("]") ? bracketed.substring(1, bracketed.length() - 1) : "";
        if (text.indexOf('%') >= 0) {
            throw new IllegalArgumentException("the host name has a zone: leave out what follows %");
        }
        int[] groups = parse(text);
        if (groups.length != GROUPS || !format(groups).equals(text) || isIpv4Mapped(groups)) {
            throw new IllegalArgumentException(
                    "the host name is not an IPv6 address in its shortest form: write for example [2001:db8::1]");
        }
        return bracketed;
    }

    private static boolean isIpv4Mapped(int[] groups) {
        for (int i = 0; i < 5; i++) {
            if (groups[i] != 0) {
                return false;
            }
        }
        return groups[5] == 0xffff;
    }

    /** The groups, or an array of another length if there is no address. */
    private static int[] parse(String text) {
        int gap = text.indexOf("::");
        String[] head = split(gap < 0 ? text : text.substring(0, gap));
        String[] tail = split(gap < 0 ? "" : text.substring(gap + 2));
        int missing = GROUPS - head.length - tail.length;
        if (missing < 0 || (gap < 0) != (missing == 0)) {
            return new int[0];
        }
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            boolean inGap = i >= head.length && i < head.length + missing;
            groups[i] = inGap ? 0 : group(i < head.length ? head[i] : tail[i - head.length - missing]);
            if (groups[i] < 0) {
                return new int[0];
            }
        }
        return groups;
    }

    private static String[] split(String text) {
        return text.isEmpty() ? new String[0] : text.split(":", -1);
    }

    private static int group(String text) {
        int value = text.isEmpty() || text.length() > 4 ? -1 : 0;
        for (int i = 0; i < text.length() && value >= 0; i++) {
            int digit = text.charAt(i) < 0x80 ? Character.digit(text.charAt(i), 16) : -1;
            value = digit < 0 ? -1 : value * 16 + digit;
        }
        return value;
    }

    /** RFC 5952: no leading zeros, the first longest run of at least two zero groups is {@code ::}. */
    private static String format(int[] groups) {
        int gap = -1;
        int length = 1;
        for (int i = 0; i < GROUPS; i++) {
            int zeros = 0;
            while (i + zeros < GROUPS && groups[i + zeros] == 0) {
                zeros++;
            }
            if (zeros > length) {
                gap = i;
                length = zeros;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == gap) {
                text.append("::");
                i += length - 1;
            } else {
                text.append(text.length() == 0 || text.charAt(text.length() - 1) == ':' ? "" : ":");
                text.append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }
}
