package dev.safeconduct.testkit;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one request of HTTP/1.1. */
final class HttpRequestReader {
    private static final int MAX_HEAD = 256 * 1024;
    private static final int MAX_KEPT_BODY = 64 * 1024;

    private final InputStream in;
    private final MessageDigest digest;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private long bodyLength;

    private HttpRequestReader(InputStream in) {
        this.in = in;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The next request, or null if the client has sent its last. Asks for the body where the client waits for that. */
    static @Nullable RecordedRequest read(InputStream in, OutputStream out) throws IOException {
        return new HttpRequestReader(in).request(out);
    }

    private @Nullable RecordedRequest request(OutputStream out) throws IOException {
        StringBuilder head = new StringBuilder();
        String requestLine = line(head);
        if (requestLine == null) {
            return null;
        }
        String[] parts = requestLine.split(" ", 3);
        if (parts.length < 3 || !parts[2].startsWith("HTTP/1.")) {
            throw new ProtocolException("not HTTP/1.1");
        }
        List<Header> headers = new ArrayList<>();
        for (String line = line(head); line != null && !line.isEmpty(); line = line(head)) {
            int colon = line.indexOf(':');
            headers.add(new Header(
                    line.substring(0, Math.max(colon, 0)),
                    line.substring(colon + 1).strip()));
        }
        if (value(headers, "Expect").equals("100-continue")) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }
        readBody(headers);
        String body = kept.toString(StandardCharsets.UTF_8);
        boolean isForm = value(headers, "Content-Type").startsWith("application/x-www-form-urlencoded");
        int question = parts[1].indexOf('?');
        return new RecordedRequest(
                parts[0],
                parts[1],
                head.toString(),
                List.copyOf(headers),
                question < 0 ? Map.of() : FormParameters.parse(parts[1].substring(question + 1)),
                isForm ? FormParameters.parse(body) : Map.of(),
                body,
                bodyLength,
                HexFormat.of().formatHex(digest.digest()));
    }

    private static String value(List<Header> headers, String name) {
        return headers.stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(header -> header.value().toLowerCase(Locale.ROOT))
                .findFirst()
                .orElse("");
    }

    private void readBody(List<Header> headers) throws IOException {
        String length = value(headers, "Content-Length");
        if (value(headers, "Transfer-Encoding").contains("chunked")) {
            readChunks();
        } else if (!length.isEmpty()) {
            readBytes(Long.parseLong(length));
        }
    }

    private void readChunks() throws IOException {
        while (true) {
            String size = line(new StringBuilder());
            if (size == null) {
                throw new EOFException();
            }
            int extension = size.indexOf(';');
            long length = Long.parseLong((extension < 0 ? size : size.substring(0, extension)).strip(), 16);
            readBytes(length);
            String end = line(new StringBuilder());
            while (length == 0 && end != null && !end.isEmpty()) {
                end = line(new StringBuilder());
            }
            if (length == 0) {
                return;
            }
        }
    }

    private void readBytes(long length) throws IOException {
        byte[] block = new byte[(int) Math.min(length, 64 * 1024)];
        for (long left = length; left > 0; ) {
            int n = in.read(block, 0, (int) Math.min(left, block.length));
            if (n < 0) {
                throw new EOFException();
            }
            digest.update(block, 0, n);
            kept.write(block, 0, Math.min(n, MAX_KEPT_BODY - kept.size()));
            bodyLength += n;
            left -= n;
        }
    }

    /** One line without its end, or null at the end of the stream; the line with its end is added to the text. */
    private @Nullable String line(StringBuilder seen) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b >= 0; b = in.read()) {
            seen.append((char) b);
            if (b == '\n') {
                int end = line.length() - 1;
                return end >= 0 && line.charAt(end) == '\r' ? line.substring(0, end) : line.toString();
            }
            line.append((char) b);
            if (seen.length() > MAX_HEAD) {
                throw new ProtocolException("head too long");
            }
        }
        if (!line.isEmpty()) {
            throw new EOFException();
        }
        return null;
    }
}
