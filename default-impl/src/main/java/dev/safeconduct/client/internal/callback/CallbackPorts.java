package dev.safeconduct.client.internal.callback;

import dev.safeconduct.spi.OAuthException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;

/** The ports that are listened on, each for as long as a login needs it. */
final class CallbackPorts {

    private static final int BACKLOG = 128;
    private static final int ATTEMPTS_FOR_ANY_PORT = 16;
    private static final int LEAVE_MILLIS = 500;

    private final ThreadFactory threads;
    private final CallbackConnections connections;
    private final Map<Address, Endpoint> open = new HashMap<>();
    private final Map<String, Integer> anyPorts = new HashMap<>();
    private boolean closed;

    CallbackPorts(ThreadFactory threads, CallbackConnections connections) {
        this.threads = threads;
        this.connections = connections;
    }

    /**
     * Listens on the first candidate that is free, or that this process listens on already.
     *
     * @return the candidate with its real port, to be given back with {@link #release}
     */
    synchronized RedirectTarget acquire(List<RedirectTarget> candidates) throws OAuthException {
        if (closed) {
            throw new IllegalStateException("The receiver is closed");
        }
        List<String> taken = new ArrayList<>();
        IOException last = null;
        for (RedirectTarget candidate : candidates) {
            try {
                return candidate.port() == 0 ? onAnyPort(candidate) : onItsPort(candidate);
            } catch (IOException e) {
                taken.add(candidate.host() + ":" + candidate.port() + " (" + e.getMessage() + ")");
                last = e;
            }
        }
        boolean onlyIpv6 =
                candidates.stream().allMatch(candidate -> candidate.addresses().equals(List.of(RedirectTarget.IPV6)));
        throw new OAuthException(
                "Cannot listen for the end of the login on " + String.join(", ", taken)
                        + (onlyIpv6 && !hasIpv6()
                                ? ". This JVM has no IPv6: set safeconduct.callback.host to 127.0.0.1, or start without"
                                        + " -Djava.net.preferIPv4Stack=true."
                                : ". Stop the program that listens there, or set safeconduct.callback.port to a free"
                                        + " port."),
                last);
    }

    synchronized void release(RedirectTarget target) {
        for (InetAddress address : target.addresses()) {
            Address key = new Address(address, target.port());
            Endpoint endpoint = open.get(key);
            if (endpoint != null && --endpoint.logins == 0) {
                open.remove(key);
                endpoint.close();
            }
        }
    }

    synchronized void close() {
        closed = true;
        open.values().forEach(Endpoint::close);
        open.clear();
    }

    private RedirectTarget onAnyPort(RedirectTarget candidate) throws IOException {
        Integer known = anyPorts.get(candidate.host());
        if (known != null && candidate.addresses().stream().anyMatch(a -> open.containsKey(new Address(a, known)))) {
            return onItsPort(candidate.withPort(known));
        }
        IOException last = new IOException("no port is free");
        for (int attempt = 0; attempt < ATTEMPTS_FOR_ANY_PORT; attempt++) {
            int port = freePort(candidate.addresses().get(0));
            try {
                RedirectTarget target = onItsPort(candidate.withPort(port));
                anyPorts.put(candidate.host(), port);
                return target;
            } catch (IOException e) {
                last = e;
            }
        }
        throw last;
    }

    /** A port that the system says is free; that another process takes it first is a reason to ask again. */
    private static int freePort(InetAddress address) throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, address)) {
            return probe.getLocalPort();
        }
    }

    private RedirectTarget onItsPort(RedirectTarget target) throws IOException {
        List<InetAddress> addresses = new ArrayList<>(target.addresses());
        if (addresses.size() > 1 && !hasIpv6()) {
            addresses.remove(RedirectTarget.IPV6);
        }
        Map<Address, Endpoint> needed = new HashMap<>();
        List<Endpoint> fresh = new ArrayList<>();
        try {
            for (InetAddress address : addresses) {
                Address key = new Address(address, target.port());
                Endpoint endpoint = open.get(key);
                if (endpoint == null) {
                    endpoint = listen(address, target.port());
                    fresh.add(endpoint);
                }
                needed.put(key, endpoint);
            }
        } catch (IOException e) {
            fresh.forEach(Endpoint::close);
            throw e;
        }
        needed.values().forEach(endpoint -> endpoint.logins++);
        open.putAll(needed);
        return target;
    }

    private Endpoint listen(InetAddress address, int port) throws IOException {
        // The platform's defaults for address reuse are right: on Windows they keep others out, elsewhere they let a
        // port be taken again that is only winding down.
        ServerSocket socket = new ServerSocket(port, BACKLOG, address);
        boolean started = false;
        try {
            Thread thread = threads.newThread(() -> connections.acceptFrom(socket));
            thread.start();
            started = true;
            return new Endpoint(socket, thread);
        } finally {
            if (!started) {
                CallbackConnections.closeQuietly(socket);
            }
        }
    }

    /** Where the machine has no {@code ::1}, no receiver can wait there for a response to {@code localhost}. */
    private static boolean hasIpv6() {
        try {
            return freePort(RedirectTarget.IPV6) > 0;
        } catch (IOException e) {
            return false;
        }
    }

    private record Address(InetAddress address, int port) {}

    private static final class Endpoint {

        private final ServerSocket socket;
        private final Thread thread;
        private int logins;

        private Endpoint(ServerSocket socket, Thread thread) {
            this.socket = socket;
            this.thread = thread;
        }

        /** The system gives the port back when the thread has left its call, a moment after the socket is closed. */
        private void close() {
            CallbackConnections.closeQuietly(socket);
            try {
                thread.join(LEAVE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
