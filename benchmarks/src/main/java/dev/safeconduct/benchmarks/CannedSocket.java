package dev.safeconduct.benchmarks;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import javax.net.SocketFactory;

/** A connection to nothing: answers each read with the same short response, so that a client's own work is all there is. */
final class CannedSocket extends Socket {

    static final byte[] RESPONSE = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok"
            .getBytes(StandardCharsets.US_ASCII);

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private int port = 80;
    private boolean isClosed;

    /** Of such sockets. */
    static final class Factory extends SocketFactory {
        @Override
        public Socket createSocket() {
            return new CannedSocket();
        }

        @Override
        public Socket createSocket(String host, int port) {
            return connected(port);
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) {
            return connected(port);
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            return connected(port);
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
            return connected(port);
        }

        private static Socket connected(int port) {
            CannedSocket socket = new CannedSocket();
            socket.port = port;
            return socket;
        }
    }

    /** One response for each read. */
    static final class Responses extends InputStream {
        private int at = RESPONSE.length;

        @Override
        public int read() {
            at = at == RESPONSE.length ? 0 : at;
            return RESPONSE[at++];
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            at = at == RESPONSE.length ? 0 : at;
            int count = Math.min(length, RESPONSE.length - at);
            System.arraycopy(RESPONSE, at, buffer, offset, count);
            at += count;
            return count;
        }
    }

    private final InputStream in = new Responses();
    private final OutputStream out = OutputStream.nullOutputStream();

    @Override
    public void connect(SocketAddress address) {
        port = ((InetSocketAddress) address).getPort();
    }

    @Override
    public void connect(SocketAddress address, int timeout) {
        connect(address);
    }

    @Override
    public InputStream getInputStream() {
        return in;
    }

    @Override
    public OutputStream getOutputStream() {
        return out;
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public boolean isClosed() {
        return isClosed;
    }

    @Override
    public InetAddress getInetAddress() {
        return LOOPBACK;
    }

    @Override
    public InetAddress getLocalAddress() {
        return LOOPBACK;
    }

    @Override
    public int getPort() {
        return port;
    }

    @Override
    public int getLocalPort() {
        return 1;
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return new InetSocketAddress(LOOPBACK, port);
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return new InetSocketAddress(LOOPBACK, 1);
    }

    @Override
    public void setSoTimeout(int timeout) {}

    @Override
    public int getSoTimeout() {
        return 0;
    }

    @Override
    public void setTcpNoDelay(boolean on) {}

    @Override
    public void setReuseAddress(boolean on) {}

    @Override
    public void setKeepAlive(boolean on) {}

    @Override
    public void setSoLinger(boolean on, int seconds) {}

    @Override
    public boolean isInputShutdown() {
        return false;
    }

    @Override
    public boolean isOutputShutdown() {
        return false;
    }

    @Override
    public void shutdownInput() {}

    @Override
    public void shutdownOutput() {}

    @Override
    public void close() {
        isClosed = true;
    }
}
