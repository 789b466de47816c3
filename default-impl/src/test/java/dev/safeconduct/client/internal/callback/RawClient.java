package dev.safeconduct.client.internal.callback;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Speaks to the callback byte by byte, as a browser or an attacker would. */
final class RawClient {

    private RawClient() {}

    /** A navigation of a browser to the redirect URI with this query. */
    static Reply get(URI redirectUri, String query) throws IOException {
        return navigate(redirectUri, redirectUri.getPath() + "?" + query);
    }

    static Reply navigate(URI redirectUri, String target) throws IOException {
        return send(redirectUri, "GET", target, "Host: " + redirectUri.getRawAuthority(), "Sec-Fetch-Dest: document");
    }

    static Reply send(URI redirectUri, String method, String target, String... fields) throws IOException {
        String head = method + " " + target + " HTTP/1.1\r\n" + String.join("\r\n", fields) + "\r\n\r\n";
        return exchange(redirectUri, head);
    }

    static Reply exchange(URI redirectUri, String request) throws IOException {
        try (Socket socket = connect(redirectUri)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new Reply(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    static Socket connect(URI redirectUri) throws IOException {
        boolean ipv6 = redirectUri.getHost().startsWith("[");
        return new Socket(ipv6 ? RedirectTarget.IPV6 : RedirectTarget.IPV4, redirectUri.getPort());
    }

    record Reply(String text) {

        int status() {
            return Integer.parseInt(text.substring(9, 12));
        }

        String body() {
            return text.substring(text.indexOf("\r\n\r\n") + 4);
        }

        List<String> fields() {
            List<String> lines =
                    Arrays.asList(text.substring(0, text.indexOf("\r\n\r\n")).split("\r\n", -1));
            return lines.subList(1, lines.size());
        }

        Optional<String> field(String name) {
            return fields().stream()
                    .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst();
        }
    }
}
