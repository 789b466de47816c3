package dev.safeconduct.client.internal.callback;

import dev.safeconduct.client.internal.log.EventLog;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The connections to the callback: a bounded number, one request and one thread each. When all places are taken, the
 * oldest connection that has not sent its request gives way, so that idle ones cannot keep the browser out.
 */
final class CallbackConnections {

    private static final int DRAIN_MILLIS = 250;
    private static final int PAUSE_MILLIS = 20;

    private final ThreadFactory threads;
    private final CallbackLimits limits;
    private final CallbackHandler handler;
    private final EventLog log;
    private final Set<Connection> open = new LinkedHashSet<>();
    private boolean closed;

    CallbackConnections(ThreadFactory threads, CallbackLimits limits, CallbackHandler handler, EventLog log) {
        this.threads = threads;
        this.limits = limits;
        this.handler = handler;
        this.log = log;
    }

    /** Takes connections until the socket is closed. Blocks. */
    void acceptFrom(ServerSocket listening) {
        while (!listening.isClosed()) {
            try {
                serve(listening.accept());
            } catch (IOException | OutOfMemoryError e) {
                if (listening.isClosed()) {
                    return;
                }
                // Too many files or threads for now. CallbackConnections end, then the next can be taken.
                evictOldestIdle();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
            }
        }
    }

    synchronized void close() {
        closed = true;
        open.forEach(connection -> closeQuietly(connection.socket));
        open.clear();
    }

    static void closeQuietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            // It is closed as far as we are concerned.
        }
    }

    private void serve(Socket socket) {
        Connection connection = new Connection(socket);
        if (!add(connection)) {
            closeQuietly(socket);
            return;
        }
        boolean started = false;
        try {
            threads.newThread(connection).start();
            started = true;
        } finally {
            if (!started) {
                closeQuietly(socket);
                remove(connection);
            }
        }
    }

    private synchronized boolean add(Connection connection) {
        if (closed || (open.size() >= limits.connections() && !evictOldestIdle())) {
            return false;
        }
        return open.add(connection);
    }

    private synchronized boolean evictOldestIdle() {
        for (Iterator<Connection> oldestFirst = open.iterator(); oldestFirst.hasNext(); ) {
            Connection connection = oldestFirst.next();
            if (connection.idle) {
                oldestFirst.remove();
                closeQuietly(connection.socket);
                return true;
            }
        }
        return false;
    }

    private synchronized void remove(Connection connection) {
        open.remove(connection);
    }

    private final class Connection implements Runnable {

        private final Socket socket;
        private volatile boolean idle = true;

        private Connection(Socket socket) {
            this.socket = socket;
        }

        @Override
        public void run() {
            try (socket) {
                CallbackResponse answer = answer();
                try {
                    socket.getOutputStream().write(answer.bytes());
                    socket.shutdownOutput();
                } finally {
                    answer.afterwards().run();
                }
                idle = true;
                drain();
            } catch (IOException e) {
                log.log(EventLog.Level.TRACE, "A connection to the login callback ended", e);
            } catch (RuntimeException e) {
                log.log(EventLog.Level.WARN, "A request to the login callback got no response", e);
            } finally {
                remove(this);
            }
        }

        private CallbackResponse answer() throws IOException {
            RequestHead head;
            try {
                head = RequestHead.read(socket, limits);
            } catch (RefusedRequestException e) {
                return e.answer();
            }
            idle = false;
            return handler.answer(head, socket.getLocalPort());
        }

        /** Closing with unread input resets the connection, and the browser may lose the answer. */
        private void drain() throws IOException {
            long deadline = limits.ticker().getAsLong() + TimeUnit.MILLISECONDS.toNanos(DRAIN_MILLIS);
            InputStream in = socket.getInputStream();
            byte[] ignored = new byte[4096];
            long left = DRAIN_MILLIS;
            while (left > 0) {
                socket.setSoTimeout((int) left);
                if (in.read(ignored) < 0) {
                    return;
                }
                left = TimeUnit.NANOSECONDS.toMillis(deadline - limits.ticker().getAsLong());
            }
        }
    }
}
