package dev.safeconduct.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** One HTTP/1.1 request over one connection to a loopback address; never sent twice. */
final class PlainHttp {
    private static final int TIMEOUT_MILLIS = 30_000;
    private static final int MAX_HEAD = 256 * 1024;

    private PlainHttp() {}

    record Answer(int status, List<Header> headers, String body) {

        List<String> headers(String name) {
            return headers.stream()
                    .filter(header -> header.name().equalsIgnoreCase(name))
                    .map(Header::value)
                    .toList();
        }

        @Nullable String header(String name) {
            List<String> values = headers(name);
            return values.isEmpty() ? null : values.get(0);
        }
    }

    /**
     * Sends these headers, {@code Host} and {@code Connection: close}; the length too, if there is a body.
     *
     * @param tls null for the JVM's own trust, which is read for https only: it takes a JVM longer than all the rest
     */
    static Answer send(@Nullable SSLContext tls, String method, URI url, List<Header> headers, String body)
            throws IOException {
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        StringBuilder head = new StringBuilder(method).append(' ').append(path);
        head.append(url.getRawQuery() == null ? "" : "?" + url.getRawQuery()).append(" HTTP/1.1\r\n");
        head.append("Host: ").append(url.getRawAuthority()).append("\r\n");
        headers.forEach(header ->
                head.append(header.name()).append(": ").append(header.value()).append("\r\n"));
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        head.append(content.length == 0 ? "" : "Content-Length: " + content.length + "\r\n");
        head.append("Connection: close\r\n\r\n");
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        request.writeBytes(content);
        try (Socket socket = connect(tls, url)) {
            socket.getOutputStream().write(request.toByteArray());
            socket.getOutputStream().flush();
            return read(socket.getInputStream());
        }
    }

    private static Socket connect(@Nullable SSLContext tls, URI url) throws IOException {
        boolean secure = "https".equals(url.getScheme());
        if (url.getHost() == null || !(secure || "http".equals(url.getScheme()))) {
            throw new IOException("neither http nor https");
        }
        int port = url.getPort() >= 0 ? url.getPort() : secure ? 443 : 80;
        IOException failed = new IOException(url.getHost() + " is not a loopback host");
        for (InetAddress address : loopback(url.getHost())) {
            try {
                InetSocketAddress to = new InetSocketAddress(address, port);
                return secure ? connectSecurely(tls, to, url.getHost()) : connect(to);
            } catch (IOException e) {
                failed = e;
            }
        }
        throw failed;
    }

    private static List<InetAddress> loopback(String host) throws IOException {
        return Arrays.stream(InetAddress.getAllByName(host))
                .filter(InetAddress::isLoopbackAddress)
                .toList();
    }

    private static Socket connect(InetSocketAddress address) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(address, TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static Socket connectSecurely(@Nullable SSLContext tls, InetSocketAddress address, String name)
            throws IOException {
        SSLSocketFactory sockets =
                tls == null ? (SSLSocketFactory) SSLSocketFactory.getDefault() : tls.getSocketFactory();
        Socket plain = connect(address);
        try {
            SSLSocket secured = (SSLSocket) sockets.createSocket(plain, name, address.getPort(), true);
            SSLParameters parameters = secured.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secured.setSSLParameters(parameters);
            secured.startHandshake();
            return secured;
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    private static Answer read(InputStream in) throws IOException {
        String[] lines = readHead(in).split("\r\n", -1);
        String[] statusLine = lines[0].split(" ", 3);
        if (statusLine.length < 2 || !statusLine[0].startsWith("HTTP/1.")) {
            throw new IOException("no HTTP response");
        }
        List<Header> headers = new ArrayList<>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.add(new Header(
                        line.substring(0, colon), line.substring(colon + 1).strip()));
            }
        }
        Answer head = new Answer(Integer.parseInt(statusLine[1]), List.copyOf(headers), "");
        return new Answer(head.status, head.headers, readBody(head, in));
    }

    private static String readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n", Math.max(0, head.length() - 4)) < 0) {
            int b = in.read();
            if (b < 0 || head.length() > MAX_HEAD) {
                throw new IOException("no complete response");
            }
            head.append((char) b);
        }
        return head.toString();
    }

    private static String readBody(Answer head, InputStream in) throws IOException {
        String length = head.header("Content-Length");
        if (length != null) {
            return new String(in.readNBytes(Integer.parseInt(length)), StandardCharsets.UTF_8);
        }
        byte[] rest = in.readAllBytes();
        String encoding = String.valueOf(head.header("Transfer-Encoding")).toLowerCase(Locale.ROOT);
        return new String(encoding.contains("chunked") ? unchunk(rest) : rest, StandardCharsets.UTF_8);
    }

    private static byte[] unchunk(byte[] chunks) {
        String text = new String(chunks, StandardCharsets.ISO_8859_1);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int at = 0;
        for (int end = text.indexOf("\r\n"); end > at; end = text.indexOf("\r\n", at)) {
            int size = Integer.parseInt(
                    text.substring(at, end).replaceFirst(";.*", "").strip(), 16);
            body.write(chunks, end + 2, Math.min(size, chunks.length - end - 2));
            at = end + 2 + size + 2;
        }
        return body.toByteArray();
    }
}
