package dev.safeconduct.it.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A port on loopback that leads to another one. While it is closed, connections are refused as by a server that is
 * stopped, though the server keeps what it has in memory.
 */
final class Forwarder implements AutoCloseable {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final int port;
    private final int target;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "forwarder");
        thread.setDaemon(true);
        return thread;
    });
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private volatile ServerSocket listener;

    Forwarder(int port, int target) {
        this.port = port;
        this.target = target;
        listener = listen();
    }

    /** Refuses connections, and ends those that there are. */
    void shut() {
        closeQuietly(listener);
        connections.forEach(Forwarder::closeQuietly);
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
                connect(from.accept());
            }
        } catch (IOException e) {
            // It is shut.
        }
    }

    private void connect(Socket incoming) {
        connections.add(incoming);
        try {
            Socket outgoing = new Socket(LOOPBACK, target);
            connections.add(outgoing);
            threads.execute(() -> copy(incoming, outgoing));
            threads.execute(() -> copy(outgoing, incoming));
        } catch (IOException e) {
            closeQuietly(incoming);
        }
    }

    private void copy(Socket from, Socket to) {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException e) {
            // One of the two has hung up.
        } finally {
            connections.remove(from);
            connections.remove(to);
        }
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
