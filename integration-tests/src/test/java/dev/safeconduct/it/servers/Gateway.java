package dev.safeconduct.it.servers;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The port on loopback that clients know an authorization server by. It passes on every request of HTTP/1.1 as it came,
 * one for each connection, and keeps what was posted: so each server is watched alike, whoever wrote it. While it is shut,
 * connections are refused as by a server that is stopped, though the server keeps what it has in memory.
 */
public final class Gateway implements AutoCloseable {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final byte[] HEAD_END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_HEAD = 64 * 1024;

    private final int port;
    private final int target;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "gateway");
        thread.setDaemon(true);
        return thread;
    });
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final List<Exchange> exchanges = new CopyOnWriteArrayList<>();
    private volatile ServerSocket listener;
    private volatile Watcher watcher = new Watcher() {};

    /** Is told of each POST while it passes, and may hold it up; what it throws ends the connection there. */
    public interface Watcher {
        /** The server has seen nothing of it yet. */
        default void toServer(Post post) throws IOException {}

        /** The server has answered, and the client has seen nothing of that yet. */
        default void toClient(Post post, int status, String body) throws IOException {}

        /** The answer is with the client's operating system. */
        default void delivered(Post post) {}
    }

    /**
     * A request on its way.
     *
     * @param clientPort that the client's end of the connection has
     */
    public record Post(int clientPort, String path, String body) {
        /** What it has, if it is a form. */
        public Map<String, String> form() {
            return Exchange.form(body);
        }
    }

    Gateway(int port, int target) {
        this.port = port;
        this.target = target;
        listener = listen();
    }

    /** What was posted, in its order, since the start or the last {@link #forget()}. */
    List<Exchange> exchanges() {
        return List.copyOf(exchanges);
    }

    void forget() {
        exchanges.clear();
    }

    /** In the place of the one before. */
    public void watch(Watcher next) {
        watcher = next;
    }

    /** Refuses connections, and ends those that there are. */
    void shut() {
        closeQuietly(listener);
        connections.forEach(Gateway::closeQuietly);
        connections.clear();
    }

    /** Takes connections again. */
    void reopen() {
        listener = listen();
    }

    private ServerSocket listen() {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(LOOPBACK, port));
            threads.execute(() -> accept(socket));
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocket from) {
        try {
            while (true) {
                Socket incoming = from.accept();
                connections.add(incoming);
                threads.execute(() -> serve(incoming));
            }
        } catch (IOException e) {
            // It is shut.
        }
    }

    private void serve(Socket incoming) {
        try (incoming;
                Socket outgoing = new Socket(LOOPBACK, target)) {
            connections.add(outgoing);
            passOn(incoming, outgoing);
            connections.remove(outgoing);
        } catch (IOException e) {
            // One of the two has hung up.
        } finally {
            connections.remove(incoming);
        }
    }

    private void passOn(Socket incoming, Socket outgoing) throws IOException {
        String head = head(incoming.getInputStream());
        if (head.isEmpty()) {
            return;
        }
        String length = Exchange.header(head, "Content-Length");
        byte[] body = incoming.getInputStream().readNBytes(length.isEmpty() ? 0 : Integer.parseInt(length));
        Instant at = Instant.now();
        Post post = head.startsWith("POST ") ? new Post(incoming.getPort(), path(head), text(body)) : null;
        if (post != null) {
            watcher.toServer(post);
        }
        OutputStream out = outgoing.getOutputStream();
        // The server says by the end of the connection where its response ends, and the client knows that it does.
        String single = head.replaceAll("(?im)^(Connection|Upgrade|HTTP2-Settings):.*\r\n", "")
                .replaceFirst("\r\n", "\r\nConnection: close\r\n");
        out.write(single.getBytes(StandardCharsets.ISO_8859_1));
        out.write(body);
        out.flush();
        InputStream response = outgoing.getInputStream();
        String responseHead = head(response);
        if (post == null || responseHead.isEmpty()) {
            incoming.getOutputStream().write(responseHead.getBytes(StandardCharsets.ISO_8859_1));
            response.transferTo(incoming.getOutputStream());
            return;
        }
        Exchange exchange = Exchange.of(head, post.body(), responseHead, at);
        exchanges.add(exchange);
        byte[] answer = response.readAllBytes();
        watcher.toClient(post, exchange.status(), text(answer));
        incoming.getOutputStream().write(responseHead.getBytes(StandardCharsets.ISO_8859_1));
        incoming.getOutputStream().write(answer);
        watcher.delivered(post);
    }

    private static String path(String head) {
        return head.split(" ", 3)[1].replaceFirst("\\?.*", "");
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Up to the empty line, and with it; empty if the other end sends nothing. */
    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        for (int matched = 0; matched < HEAD_END.length && head.size() < MAX_HEAD; ) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.write(next);
            matched = next == HEAD_END[matched] ? matched + 1 : next == HEAD_END[0] ? 1 : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            // It is closed all the same.
        }
    }

    @Override
    public void close() {
        shut();
        threads.shutdownNow();
    }
}
