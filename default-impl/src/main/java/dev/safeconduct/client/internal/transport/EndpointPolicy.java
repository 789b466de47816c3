package dev.safeconduct.client.internal.transport;

import dev.safeconduct.client.internal.text.Remedies;
import dev.safeconduct.client.oauth.InsecureEndpointException;
import dev.safeconduct.spi.TransientException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Which endpoints the client talks to on behalf of one server. A server on the internet must not be able to send us to
 * addresses that only we can reach (RFC 9728 §7.7); a server in a private network may send us to that network, and a
 * server on this machine to this machine.
 *
 * @param reach how far inside endpoints may be
 * @param allowHttp whether {@code http} is allowed; otherwise only on loopback addresses, so only with
 *     {@link NetworkReach#MACHINE}
 * @param remedies what an error about this server says of its settings
 */
public record EndpointPolicy(NetworkReach reach, boolean allowHttp, Remedies remedies) {

    /** The policy of a surface without settings. */
    public EndpointPolicy(NetworkReach reach, boolean allowHttp) {
        this(reach, allowHttp, Remedies.NONE);
    }

    /** The policy for a server: as far in as the server itself is. Resolves its host name, so it may block. */
    public static EndpointPolicy forServer(
            URI server, boolean allowPrivateIssuer, boolean allowHttp, Remedies remedies) {
        if (allowPrivateIssuer) {
            return new EndpointPolicy(NetworkReach.MACHINE, allowHttp, remedies);
        }
        try {
            List<NetworkReach> reaches = reaches(InetAddress.getAllByName(host(server)));
            return new EndpointPolicy(Collections.min(reaches), allowHttp, remedies);
        } catch (UnknownHostException e) {
            // A proxy may know the name; then that is all there is to judge by.
            return new EndpointPolicy(NetworkReach.of(host(server)), allowHttp, remedies);
        }
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
                || endpoint.getPort() > 65535
                || endpoint.getRawUserInfo() != null
                || endpoint.getRawFragment() != null) {
            throw new InsecureEndpointException("The " + what + " is not a plain URL with a host name.");
        }
        boolean https = "https".equalsIgnoreCase(endpoint.getScheme());
        if (!https && !"http".equalsIgnoreCase(endpoint.getScheme())) {
            throw new InsecureEndpointException("The " + what + " (" + shown + ") is neither https nor http.");
        }
        if (https && proxied && HostName.literal(endpoint.getHost()) == null) {
            check(NetworkReach.of(endpoint.getHost()), what, shown, "a name");
            return;
        }
        InetAddress[] addresses;
        try {
            addresses = InetAddress.getAllByName(host(endpoint));
        } catch (UnknownHostException e) {
            throw new TransientException("The host name of the " + what + " (" + shown + ") is not known.", e);
        }
        check(Collections.max(reaches(addresses)), what, shown, "an address");
        if (!https && !allowHttp && !isLoopback(addresses)) {
            throw new InsecureEndpointException("The " + what + " (" + shown + ") is not https."
                    + remedies.text("If the network is trusted, set", "allow-http", "true"));
        }
    }

    private void check(NetworkReach endpoint, String what, String shown, String where)
            throws InsecureEndpointException {
        if (endpoint.compareTo(reach) > 0) {
            throw new InsecureEndpointException("The " + what + " (" + shown + ") has " + where
                    + (reach == NetworkReach.INTERNET ? " inside a private network" : " of this machine")
                    + ", but the server does not."
                    + remedies.text("If that is intended, set", "allow-private-issuer", "true"));
        }
    }

    private static List<NetworkReach> reaches(InetAddress... addresses) {
        return Arrays.stream(addresses).map(NetworkReach::of).toList();
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
