package hosts;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How a test speaks to a host: one command a line, its words parted by tabs; the answers likewise. */
final class Lines {
    private static final int SHOWN = 64 * 1024;

    /** Knows a name and password for every server. */
    static final Authenticator AUTHENTICATOR = new Authenticator() {
        @Override
        protected PasswordAuthentication getPasswordAuthentication() {
            return new PasswordAuthentication("someone", "secret".toCharArray());
        }
    };

    private Lines() {}

    interface Client {
        void obey(List<String> command) throws Exception;
    }

    static void serve(Client client) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            try {
                client.obey(Arrays.stream(line.split("\t", -1))
                        .map(String::translateEscapes)
                        .toList());
            } catch (Exception e) {
                say("failure", failure(e));
            }
        }
    }

    /** That of each request of {@code burst <count> <url> <body>}, such as {@code text:hello}; empty if they are GETs. */
    static String body(List<String> burst) {
        return burst.size() > 3 && burst.get(3).contains(":") ? burst.get(3) : "";
    }

    static synchronized void say(String... words) {
        System.out.println(String.join("\t", words));
    }

    /** An answer as the application sees it. */
    static void answer(int status, String url, Map<String, List<String>> headers, InputStream body) throws Exception {
        Map<String, List<String>> sorted = new TreeMap<>();
        headers.forEach((name, values) -> sorted.put(name == null ? "" : name, values));
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        long length = 0;
        if (body != null) {
            byte[] block = new byte[8192];
            for (int n = body.read(block); n >= 0; n = body.read(block)) {
                digest.update(block, 0, n);
                shown.write(block, 0, Math.min(n, Math.max(0, SHOWN - shown.size())));
                length += n;
            }
            body.close();
        }
        say(
                "answer",
                Integer.toString(status),
                url,
                base64(sorted.toString().getBytes(StandardCharsets.UTF_8)),
                Long.toString(length),
                HexFormat.of().formatHex(digest.digest()),
                base64(shown.toByteArray()));
    }

    static String failure(Throwable e) {
        StringBuilder text = new StringBuilder();
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            text.append(text.length() == 0 ? "" : " < ").append(cause);
        }
        return text.toString().replaceAll("\\s", " ");
    }

    /** The body that {@code bytes:…} and the like stand for. */
    static byte[] bytes(String kind) {
        byte[] bytes = new byte[Integer.parseInt(kind.substring(kind.indexOf(':') + 1))];
        Arrays.fill(bytes, (byte) 'b');
        return bytes;
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    static void drain(InputStream in) throws IOException {
        in.readAllBytes();
        in.close();
    }
}
