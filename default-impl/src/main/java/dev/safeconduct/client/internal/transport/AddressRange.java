package dev.safeconduct.client.internal.transport;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * Addresses that begin with the same bits, written as {@code 10.0.0.0/8}.
 *
 * @param first an address of the range
 * @param bits how many bits are the same
 */
record AddressRange(InetAddress first, int bits) {

    /** What is not on the internet, of IPv4 (RFC 6890, and the class E and multicast space). */
    private static final List<AddressRange> INSIDE_IPV4 = List.of(
            of("0.0.0.0/8"),
            of("10.0.0.0/8"),
            of("100.64.0.0/10"),
            of("127.0.0.0/8"),
            of("169.254.0.0/16"),
            of("172.16.0.0/12"),
            of("192.0.0.0/24"),
            of("192.168.0.0/16"),
            of("198.18.0.0/15"),
            of("224.0.0.0/3"));

    private static final AddressRange GLOBAL_IPV6 = of("2000::/3");
    private static final AddressRange TEREDO = of("2001::/32");
    private static final AddressRange SIX_TO_FOUR = of("2002::/16");
    private static final AddressRange NAT64 = of("64:ff9b::/96");

    /**
     * A range as it is written, or a single address.
     *
     * @throws IllegalArgumentException if it is neither
     */
    static AddressRange of(String text) {
        int slash = text.indexOf('/');
        InetAddress first = HostName.literal(slash < 0 ? text : text.substring(0, slash));
        if (first == null) {
            throw new IllegalArgumentException("not an address");
        }
        int all = first.getAddress().length * 8;
        int bits = slash < 0 ? all : Integer.parseInt(text.substring(slash + 1));
        if (bits < 0 || bits > all) {
            throw new IllegalArgumentException("not a number of bits");
        }
        return new AddressRange(first, bits);
    }

    /** Whether an address is in this range; never for one of the other version of IP. */
    boolean contains(InetAddress address) {
        byte[] a = first.getAddress();
        byte[] b = address.getAddress();
        for (int bit = 0; bit < bits && a.length == b.length; bit++) {
            int mask = 0x80 >> bit % 8;
            if ((a[bit / 8] & mask) != (b[bit / 8] & mask)) {
                return false;
            }
        }
        return a.length == b.length;
    }

    /** The IPv4 address that an address of IPv6 leads to; itself, if it leads to none. */
    static InetAddress target(InetAddress address) {
        if (NAT64.contains(address)) {
            return ipv4(address.getAddress(), 12);
        }
        return SIX_TO_FOUR.contains(address) ? ipv4(address.getAddress(), 2) : address;
    }

    /** Whether an address is not one of the internet. */
    static boolean isInside(InetAddress address) {
        if (address.getAddress().length == 4) {
            return INSIDE_IPV4.stream().anyMatch(range -> range.contains(address));
        }
        return !GLOBAL_IPV6.contains(address) || TEREDO.contains(address);
    }

    private static InetAddress ipv4(byte[] bytes, int from) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + 4));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // four bytes are always an address
        }
    }
}
