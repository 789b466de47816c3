package dev.safeconduct.testkit;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.jspecify.annotations.Nullable;

/** Accepts connections on a loopback address; a daemon thread serves each. */
final class HttpListener implements AutoCloseable {

    /** Answers a request. Called from many threads. */
    interface Handler {
        Reply answer(RecordedRequest request);
    }

    /** Sees the bytes of one connection as they come in. */
    interface Tap {
        void received(byte[] bytes, int offset, int length);
    }

    private static final int BACKLOG = 1024;

    private final ServerSocket server;
    private final boolean secure;
    private final Handler handler;
    private final Supplier<Tap> taps;
    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "fake-server");
        thread.setDaemon(true);
        return thread;
    });

    /** Binds the port; connections wait until {@link #start}. */
    HttpListener(String host, int port, @Nullable SSLContext tls, Handler handler, Supplier<Tap> taps)
            throws IOException {
        this.server =
                tls == null ? new ServerSocket() : tls.getServerSocketFactory().createServerSocket();
        this.secure = tls != null;
        this.handler = handler;
        this.taps = taps;
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(bindAddress(host), port), BACKLOG);
    }

    /** Only loopback: a literal of 127.0.0.0/8 or ::1 as it is, 127.0.0.1 for any name. */
    static InetAddress bindAddress(String host) throws IOException {
        boolean literal = host.startsWith("127.") || host.equals("::1") || host.equals("[::1]");
        return InetAddress.getByName(literal ? host : "127.0.0.1");
    }

    /** Takes https connections only of clients that show a certificate. To be called before {@link #start}. */
    void demandClientCertificates() {
        if (!(server instanceof SSLServerSocket secured)) {
            throw new IllegalStateException("not https");
        }
        secured.setNeedClientAuth(true);
    }

    void start() {
        threads.execute(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    boolean secure() {
        return secure;
    }

    /** Waits, but not longer than until the listener is closed. */
    void pause(Duration time) {
        try {
            boolean ignored = !time.isZero() && closed.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void opened(Closeable connection) throws IOException {
        open.add(connection);
        if (server.isClosed()) {
            connection.close();
        }
    }

    void ended(Closeable connection) {
        open.remove(connection);
    }

    void execute(Runnable task) {
        threads.execute(task);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                opened(socket);
                threads.execute(new HttpConnection(this, socket, handler, taps.get()));
            } catch (IOException | RuntimeException e) {
                // closed, or a client that was gone before it was accepted
                pause(Duration.ofMillis(1));
            }
        }
    }

    @Override
    public void close() {
        closed.countDown();
        closeQuietly(server);
        open.forEach(HttpListener::closeQuietly);
        threads.shutdown();
    }

    static void closeQuietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            // nothing more to do
        }
    }
}
