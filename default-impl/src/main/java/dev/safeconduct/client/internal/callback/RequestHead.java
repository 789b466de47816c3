package dev.safeconduct.client.internal.callback;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Request line and header fields of one request (RFC 9112), read strictly: the only client is a browser.
 *
 * @param headers by name in lower case
 */
record RequestHead(String method, String path, @Nullable String query, Map<String, List<String>> headers) {

    private static final Pattern REQUEST_LINE =
            Pattern.compile("([A-Z]{1,32}) (/[!-~&&[^?#]]*+)(?:\\?([!-~&&[^#]]*+))? HTTP/1\\.[01]");
    private static final Pattern FIELD =
            Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]++):[ \\t]*+([^\\x00-\\x08\\x0A-\\x1F\\x7F]*+)");

    /**
     * Reads a head. Blocks for at most the time that a head may take.
     *
     * @throws IOException if the connection was idle or ended: nothing to answer
     */
    static RequestHead read(Socket socket, CallbackLimits limits) throws IOException, RefusedRequestException {
        long deadline = limits.ticker().getAsLong() + limits.headTimeout().toNanos();
        InputStream in = socket.getInputStream();
        byte[] buffer = new byte[limits.headBytes()];
        int filled = 0;
        while (filled < buffer.length) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - limits.ticker().getAsLong());
            if (left <= 0) {
                throw new SocketTimeoutException("The head took too long");
            }
            socket.setSoTimeout((int) left);
            int count = in.read(buffer, filled, buffer.length - filled);
            if (count < 0) {
                throw new EOFException("No whole head");
            }
            int searchFrom = Math.max(0, filled - 3);
            filled += count;
            int end = endOfHead(buffer, searchFrom, filled);
            if (end >= 0) {
                return parse(new String(buffer, 0, end, StandardCharsets.ISO_8859_1));
            }
        }
        throw new RefusedRequestException(CallbackResponse.plain("431 Request Header Fields Too Large"));
    }

    private static int endOfHead(byte[] buffer, int from, int to) {
        for (int i = from; i + 3 < to; i++) {
            if (buffer[i] == '\r' && buffer[i + 1] == '\n' && buffer[i + 2] == '\r' && buffer[i + 3] == '\n') {
                return i;
            }
        }
        return -1;
    }

    static RequestHead parse(String head) throws RefusedRequestException {
        String[] lines = head.split("\r\n", -1);
        Matcher requestLine = REQUEST_LINE.matcher(lines[0]);
        if (!requestLine.matches()) {
            throw bad();
        }
        Map<String, List<String>> headers = new HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            Matcher field = FIELD.matcher(lines[i]);
            if (!field.matches()) {
                throw bad();
            }
            headers.computeIfAbsent(field.group(1).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(field.group(2).strip());
        }
        return new RequestHead(requestLine.group(1), requestLine.group(2), requestLine.group(3), headers);
    }

    private static RefusedRequestException bad() {
        return new RefusedRequestException(CallbackResponse.plain("400 Bad Request"));
    }

    /** The host that the request is for, in lower case; null if it names none or several. */
    @Nullable String host() {
        List<String> hosts = all("host");
        return hosts.size() == 1 ? hosts.get(0).toLowerCase(Locale.ROOT) : null;
    }

    /**
     * Whether a person's browser may be going to this page, as far as it tells (Fetch Metadata): not an image, a frame
     * or a script's request, and not a page that is only fetched in advance.
     */
    boolean isNavigation() {
        return all("sec-fetch-dest").stream().allMatch("document"::equals)
                && !speculative("sec-purpose")
                && !speculative("purpose")
                && !speculative("x-moz");
    }

    private boolean speculative(String header) {
        return all(header).stream()
                .map(value -> value.toLowerCase(Locale.ROOT))
                .anyMatch(value -> value.contains("prefetch") || value.contains("prerender"));
    }

    private List<String> all(String header) {
        return headers.getOrDefault(header, List.of());
    }
}
