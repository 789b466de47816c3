package dev.safeconduct.testkit.client;

import java.io.IOException;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A port with both schemes: what begins as TLS does is carried to one server, all else to another. */
public final class EitherScheme implements AutoCloseable {
    private static final int TLS_HANDSHAKE = 0x16;

    private final ServerSocket server;
    private final int securePort;
    private final int plainPort;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();

    public EitherScheme(int securePort, int plainPort) {
        this.securePort = securePort;
        this.plainPort = plainPort;
        try {
            server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        run(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** How many connections there have been. */
    public int connections() {
        return connections.get();
    }

    /** Closes all connections. */
    public void dropConnections() {
        open.forEach(EitherScheme::closeQuietly);
    }

    @Override
    public void close() {
        closeQuietly(server);
        dropConnections();
    }

    private void accept() throws IOException {
        while (!server.isClosed()) {
            Socket client = server.accept();
            connections.incrementAndGet();
            open.add(client);
            run(() -> carry(client));
        }
    }

    private void carry(Socket client) throws IOException {
        try (client) {
            var in = new PushbackInputStream(client.getInputStream());
            int first = in.read();
            if (first < 0) {
                return;
            }
            in.unread(first);
            int port = first == TLS_HANDSHAKE ? securePort : plainPort;
            try (Socket target = new Socket(InetAddress.getLoopbackAddress(), port)) {
                open.add(target);
                run(() -> {
                    try (client;
                            target) {
                        target.getInputStream().transferTo(client.getOutputStream());
                    } finally {
                        open.remove(target);
                    }
                });
                in.transferTo(target.getOutputStream());
            }
        } finally {
            open.remove(client);
        }
    }

    private interface Task {
        void run() throws IOException;
    }

    private static void run(Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException e) {
                        // One side has closed: the other is closed too.
                    }
                },
                "either-scheme");
        thread.setDaemon(true);
        thread.start();
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            // Nothing more to do.
        }
    }
}
