package dev.safeconduct.client.internal.http;

import dev.safeconduct.spi.InsecureEndpointException;
import dev.safeconduct.spi.TransientException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Which endpoints the client talks to on behalf of one server. A server on the internet must not be able to send us to
 * addresses that only we can reach (RFC 9728 §7.7); a server on this machine or in a private network may.
 *
 * @param allowPrivate whether addresses that are not on the internet are allowed
 * @param allowHttp whether {@code http} is allowed; otherwise only on loopback addresses, and only with
 *     {@code allowPrivate}
 */
public record EndpointPolicy(boolean allowPrivate, boolean allowHttp) {

    /** The policy for a server: as far in as the server itself is. Resolves its host name, so it may block. */
    public static EndpointPolicy forServer(URI server, boolean allowPrivateIssuer, boolean allowHttp) {
        boolean inside;
        try {
            inside = Arrays.stream(InetAddress.getAllByName(host(server))).allMatch(AddressRange::isInside);
        } catch (UnknownHostException e) {
            // A proxy may know the name; then that is all there is to judge by.
            inside = HostName.isInside(host(server));
        }
        return new EndpointPolicy(allowPrivateIssuer || inside, allowHttp);
    }

    /** Whether the host name of a server can be resolved now. */
    public static boolean isResolved(URI server) {
        try {
            return InetAddress.getAllByName(host(server)).length > 0;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /**
     * Checks an endpoint just before it is connected to. Resolves its host name, so it may block.
     *
     * @param what the endpoint in words, for the error
     * @param proxied whether a proxy connects to it: then its name may be known to the proxy alone, and is not resolved
     * @throws InsecureEndpointException if the endpoint is out of bounds
     * @throws TransientException if its host name cannot be resolved
     */
    public void check(URI endpoint, String what, boolean proxied) throws InsecureEndpointException, TransientException {
        String shown = endpoint.getScheme() + "://" + endpoint.getRawAuthority();
        if (endpoint.getHost() == null
                || HostName.isOddNumber(endpoint.getHost())
                || endpoint.getRawUserInfo() != null
                || endpoint.getRawFragment() != null) {
            throw new InsecureEndpointException("The " + what + " is not a plain URL with a host name.");
        }
        boolean https = "https".equalsIgnoreCase(endpoint.getScheme());
        if (!https && !"http".equalsIgnoreCase(endpoint.getScheme())) {
            throw new InsecureEndpointException("The " + what + " (" + shown + ") is neither https nor http.");
        }
        if (https && proxied && HostName.literal(endpoint.getHost()) == null) {
            if (!allowPrivate && HostName.isInside(endpoint.getHost())) {
                throw inside(what, shown, "a name");
            }
            return;
        }
        InetAddress[] addresses;
        try {
            addresses = InetAddress.getAllByName(host(endpoint));
        } catch (UnknownHostException e) {
            throw new TransientException("The host of the " + what + " (" + shown + ") is not known.", e);
        }
        if (!allowPrivate && Arrays.stream(addresses).anyMatch(AddressRange::isInside)) {
            throw inside(what, shown, "an address");
        }
        if (!https && !allowHttp && !isLoopback(addresses)) {
            throw new InsecureEndpointException("The " + what + " (" + shown + ") is not https. If the network is"
                    + " trusted, set safeconduct.server.<name>.allow-http=true.");
        }
    }

    private static InsecureEndpointException inside(String what, String shown, String where) {
        return new InsecureEndpointException("The " + what + " (" + shown + ") has " + where
                + " inside a private network, but the server does not. If that is meant to be so, set"
                + " safeconduct.server.<name>.allow-private-issuer=true.");
    }

    private static String host(URI uri) {
        return uri.getHost() == null ? "" : uri.getHost();
    }

    private static boolean isLoopback(InetAddress[] addresses) {
        for (InetAddress address : addresses) {
            if (!address.isLoopbackAddress()) {
                return false;
            }
        }
        return addresses.length > 0;
    }
}
