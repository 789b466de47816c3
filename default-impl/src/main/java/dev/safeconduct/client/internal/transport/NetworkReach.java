package dev.safeconduct.client.internal.transport;

import java.net.InetAddress;

/** How far inside an address is. Each is further inside than the one before. */
public enum NetworkReach {
    /** Every machine can connect to it. */
    INTERNET,
    /** A private network: only its machines can connect. */
    NETWORK,
    /** This machine: only its own programs can connect. */
    MACHINE;

    /** Where an address is. What leads to an IPv4 address is judged by that. */
    static NetworkReach of(InetAddress address) {
        InetAddress target = AddressRange.target(address);
        // On many systems the unspecified address leads to this machine too.
        if (target.isLoopbackAddress() || target.isAnyLocalAddress()) {
            return MACHINE;
        }
        return AddressRange.isInside(target) ? NETWORK : INTERNET;
    }

    /** Where a name is, as far as it says that itself. Asks no name service. */
    static NetworkReach of(String host) {
        if (HostName.isLoopback(host)) {
            return MACHINE;
        }
        return HostName.isInside(host) ? NETWORK : INTERNET;
    }
}
