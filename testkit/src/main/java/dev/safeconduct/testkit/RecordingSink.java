package dev.safeconduct.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A server that keeps every byte it is sent, up to 16 MiB of each connection, and gives always the same answer: the
 * other origin of a redirect, or a proxy. May be used from any thread.
 */
public final class RecordingSink implements AutoCloseable {
    private static final int MAX_KEPT = 16 * 1024 * 1024;

    private final HttpListener listener;
    private final String origin;
    private final List<RecordedRequest> requests = new CopyOnWriteArrayList<>();
    private final List<Transcript> transcripts = new CopyOnWriteArrayList<>();
    private volatile Reply reply = Reply.text(200, "text/plain", "sink");
    private volatile boolean tunnels;
    private volatile int tunnelPort;
    private volatile @Nullable String credentials;

    private RecordingSink(String host, int port, @Nullable SSLContext tls) {
        try {
            listener = new HttpListener(host, port, tls, this::answer, this::newTranscript);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        origin = (tls == null ? "http://" : "https://") + host + ":" + listener.port();
    }

    /** A sink on a free port of 127.0.0.1, over http. */
    public static RecordingSink start() {
        return start("127.0.0.1", 0, null);
    }

    /** A sink with this host in its URL, bound as {@link FakeServer.Builder#host} says; https if a context is given. */
    public static RecordingSink start(String host, int port, @Nullable SSLContext tls) {
        RecordingSink sink = new RecordingSink(host, port, tls);
        sink.listener.start();
        return sink;
    }

    /** The answer from now on; at first, 200 with a short text. */
    public RecordingSink answer(Reply newReply) {
        reply = newReply;
        return this;
    }

    /**
     * Whether CONNECT is obeyed, for targets on loopback addresses, and for names, all of which are 127.0.0.1 to it; at
     * first it is answered as any other request. What goes through a tunnel is kept as well.
     */
    public RecordingSink tunnels(boolean obey) {
        tunnels = obey;
        tunnelPort = 0;
        return this;
    }

    /** Obeys each CONNECT, whatever its target, by a tunnel to this port of 127.0.0.1: so a server can be on port 443. */
    public RecordingSink tunnelsTo(int port) {
        tunnels = true;
        tunnelPort = port;
        return this;
    }

    /** Demands these credentials of Basic for a CONNECT, {@code user:password}; at first none. */
    public RecordingSink demands(@Nullable String userAndPassword) {
        credentials = userAndPassword;
        return this;
    }

    /** Scheme, host and port, without a slash at the end. */
    public String origin() {
        return origin;
    }

    /** The port. */
    public int port() {
        return listener.port();
    }

    /** The requests, complete ones only. */
    public List<RecordedRequest> requests() {
        return List.copyOf(requests);
    }

    /** The exact head of each complete request: the request line and the header lines, with their ends. */
    public List<String> heads() {
        return requests.stream().map(RecordedRequest::head).toList();
    }

    /** The exact bytes of each connection, heads and bodies, complete or not, as ISO 8859-1 text. */
    public List<String> transcripts() {
        return transcripts.stream().map(Transcript::text).toList();
    }

    /** How many connections there were. */
    public int connections() {
        return transcripts.size();
    }

    /** Whether a text occurs in anything that was sent, as it is or percent-encoded. */
    public boolean sawAnywhere(String needle) {
        String bytes = new String(needle.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        return transcripts().stream()
                .anyMatch(text ->
                        text.contains(bytes) || FormParameters.decode(text).contains(needle));
    }

    /** Forgets all requests and connections so far. */
    public RecordingSink forget() {
        requests.clear();
        transcripts.clear();
        return this;
    }

    /** Closes the port and all connections. */
    @Override
    public void close() {
        listener.close();
    }

    private Reply answer(RecordedRequest request) {
        requests.add(request);
        if (!tunnels || !request.method().equals("CONNECT")) {
            return reply;
        }
        return isAllowed(request)
                ? Reply.tunnel(tunnelPort == 0 ? request.target() : "127.0.0.1:" + tunnelPort)
                : Reply.status(407).header("Proxy-Authenticate", "Basic realm=\"sink\"");
    }

    private boolean isAllowed(RecordedRequest request) {
        String demanded = credentials;
        return demanded == null
                || ("Basic " + Base64.getEncoder().encodeToString(demanded.getBytes(StandardCharsets.UTF_8)))
                        .equals(request.header("Proxy-Authorization"));
    }

    private Transcript newTranscript() {
        Transcript transcript = new Transcript();
        transcripts.add(transcript);
        return transcript;
    }

    private static final class Transcript implements HttpListener.Tap {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public synchronized void received(byte[] block, int offset, int length) {
            bytes.write(block, offset, Math.min(length, MAX_KEPT - bytes.size()));
        }

        synchronized String text() {
            return bytes.toString(StandardCharsets.ISO_8859_1);
        }
    }
}
