package dev.safeconduct.client.internal.login;

import dev.safeconduct.client.internal.config.Config;
import dev.safeconduct.client.internal.endpoint.RegistrationNeed.RedirectUriChoice;
import dev.safeconduct.client.oauth.ClientInformation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Which redirect URIs to register at an issuer, and which to try for a login (RFC 8252 §7.3). Each issuer has a path of
 * its own (§8.10): the response of one authorization server, brought to the login at another, finds no login there
 * (THREATS 82).
 */
final class RedirectUris implements RedirectUriChoice {

    /** So many ports are registered, so that one of them is free at the next login too. */
    private static final int PORTS = 3;

    /** Listens on a port of the loopback address that the system chooses. */
    interface AnyPort {
        ServerSocket listen() throws IOException;
    }

    private static final String PATH = "/callback";
    private static final int DIGEST_BYTES = 8;

    private final String host;
    private final String port;
    private final String path;
    private final AnyPort anyPort;
    private final String pathOfIssuer;

    RedirectUris(Config config, String issuer) {
        this(config, issuer, () -> new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
    }

    RedirectUris(Config config, String issuer, AnyPort anyPort) {
        this.anyPort = anyPort;
        String configured = config.get("safeconduct.callback.host", "127.0.0.1");
        this.host = configured.equals("::1") ? "[::1]" : configured;
        this.port = config.get("safeconduct.callback.port", "0");
        this.path = config.get("safeconduct.callback.path", PATH);
        this.pathOfIssuer = config.get("safeconduct.callback.path", PATH + "/" + digest(issuer));
    }

    private static String digest(String issuer) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(issuer.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }

    /** Whether one has the host, the port and the path of the configuration as it is now. */
    @Override
    public boolean suits(List<URI> registered) {
        return registered.isEmpty() || registered.stream().anyMatch(this::isOurs);
    }

    private boolean isOurs(URI uri) {
        return uri.equals(uri(isAnyPort() ? String.valueOf(uri.getPort()) : port, pathOfIssuer));
    }

    private boolean isAnyPort() {
        return port.equals("0");
    }

    /** What to register: the configured port, else three that are free now. */
    @Override
    public List<URI> toRegister() {
        if (!isAnyPort()) {
            return List.of(uri(port, pathOfIssuer));
        }
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            List<URI> uris = new ArrayList<>();
            for (int i = 0; i < PORTS; i++) {
                ServerSocket socket = anyPort.listen();
                sockets.add(socket); // kept open until all are chosen, so that they differ
                uris.add(uri(String.valueOf(socket.getLocalPort()), pathOfIssuer));
            }
            return uris;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "There is no free port on " + host + " for the end of the login: of " + PORTS + " needed, "
                            + sockets.size() + " were found. Close programs that hold many ports, or set"
                            + " safeconduct.callback.port to a free one.",
                    e);
        } finally {
            sockets.forEach(RedirectUris::close);
        }
    }

    /**
     * What a Client ID Metadata Document names, which is the same for all issuers and processes: without a port, so that
     * any is right (RFC 8252 §7.3), and with the configured one, for servers that compare ports.
     */
    List<URI> ofDocument() {
        List<URI> uris = new ArrayList<>();
        for (String loopback : List.of("127.0.0.1", "[::1]", "localhost")) {
            uris.add(URI.create("http://" + loopback + path));
        }
        if (!isAnyPort()) {
            uris.add(uri(port, path));
        }
        return uris;
    }

    /** What to try for a login of this client, in order. One that was registered by hand has the plain path. */
    List<URI> toTry(ClientInformation client) {
        if (client.redirectUris().isEmpty()) {
            return List.of(uri(port, path));
        }
        List<URI> ours = client.redirectUris().stream().filter(this::isOurs).toList();
        return client.registered() && !ours.isEmpty() ? ours : client.redirectUris();
    }

    /** Whether the path of a redirect URI belongs to the issuer alone. */
    boolean isOfIssuerAlone(URI redirectUri) {
        return !pathOfIssuer.equals(path) && pathOfIssuer.equals(redirectUri.getRawPath());
    }

    private URI uri(String anyPort, String itsPath) {
        return URI.create("http://" + host + ":" + anyPort + itsPath);
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
