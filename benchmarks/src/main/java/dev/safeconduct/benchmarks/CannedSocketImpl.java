package dev.safeconduct.benchmarks;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketImpl;

/** What {@link CannedSocket} is, for {@code HttpURLConnection}, which takes no socket factory. Of a client: it accepts nothing. */
final class CannedSocketImpl extends SocketImpl {

    private final InputStream in = new CannedSocket.Responses();
    private final OutputStream out = OutputStream.nullOutputStream();

    @Override
    protected void create(boolean stream) {}

    @Override
    protected void connect(String host, int port) {
        connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    }

    @Override
    protected void connect(InetAddress address, int port) {
        connect(new InetSocketAddress(address, port), 0);
    }

    @Override
    protected void connect(SocketAddress address, int timeout) {
        this.address = ((InetSocketAddress) address).getAddress();
        port = ((InetSocketAddress) address).getPort();
    }

    @Override
    protected void bind(InetAddress host, int port) {}

    @Override
    protected void listen(int backlog) {
        throw new UnsupportedOperationException();
    }

    @Override
    protected void accept(SocketImpl socket) {
        throw new UnsupportedOperationException();
    }

    @Override
    protected InputStream getInputStream() {
        return in;
    }

    @Override
    protected OutputStream getOutputStream() {
        return out;
    }

    @Override
    protected int available() {
        return 0;
    }

    @Override
    protected void close() {}

    @Override
    protected void sendUrgentData(int data) {}

    @Override
    public void setOption(int option, Object value) {}

    @Override
    public Object getOption(int option) {
        return 0; // only timeouts are asked for
    }
}
