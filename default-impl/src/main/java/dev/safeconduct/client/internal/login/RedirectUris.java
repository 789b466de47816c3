package dev.safeconduct.client.internal.login;

import dev.safeconduct.client.internal.config.Config;
import dev.safeconduct.client.internal.endpoint.RegistrationNeed.RedirectUriChoice;
import dev.safeconduct.client.oauth.ClientInformation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** Which redirect URIs to register, and which to try for a login (RFC 8252 §7.3). */
final class RedirectUris implements RedirectUriChoice {

    /** So many ports are registered, so that one of them is free at the next login too. */
    private static final int PORTS = 3;

    private final String host;
    private final String port;
    private final String path;

    RedirectUris(Config config) {
        String configured = config.get("safeconduct.callback.host", "127.0.0.1");
        this.host = configured.equals("::1") ? "[::1]" : configured;
        this.port = config.get("safeconduct.callback.port", "0");
        this.path = config.get("safeconduct.callback.path", "/callback");
    }

    /** Whether one has the host, the port and the path of the configuration as it is now. */
    @Override
    public boolean suits(List<URI> registered) {
        return registered.isEmpty()
                || registered.stream()
                        .anyMatch(uri -> uri.equals(uri(port.equals("0") ? String.valueOf(uri.getPort()) : port)));
    }

    /** The one with the configured port; empty if none is configured. */
    private List<URI> configured() {
        return port.equals("0") ? List.of() : List.of(uri(port));
    }

    /** What to register: the configured port, else three that are free now. */
    @Override
    public List<URI> toRegister() {
        if (!configured().isEmpty()) {
            return configured();
        }
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            List<URI> uris = new ArrayList<>();
            for (int i = 0; i < PORTS; i++) {
                ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                sockets.add(socket); // kept open until all are chosen, so that they differ
                uris.add(uri(String.valueOf(socket.getLocalPort())));
            }
            return uris;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "There is no free port on the loopback address for the end of the login. Close programs that hold many, or set"
                            + " safeconduct.callback.port to a free one.",
                    e);
        } finally {
            sockets.forEach(RedirectUris::close);
        }
    }

    /** What to try for a login of this client, in order. */
    List<URI> toTry(ClientInformation client) {
        boolean ofServer = !client.registered() && !client.redirectUris().isEmpty();
        if (!ofServer && !configured().isEmpty()) {
            return configured();
        }
        return client.redirectUris().isEmpty() ? List.of(uri(port)) : client.redirectUris();
    }

    private URI uri(String anyPort) {
        return URI.create("http://" + host + ":" + anyPort + path);
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
