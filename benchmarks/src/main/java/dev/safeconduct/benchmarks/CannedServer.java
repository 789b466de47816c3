package dev.safeconduct.benchmarks;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** An HTTP server on loopback that answers each GET alike, and looks at nothing but where it ends. */
final class CannedServer implements AutoCloseable {

    private static final int MOST_CONNECTIONS = 2_000;

    private final ServerSocket socket;

    CannedServer() throws IOException {
        socket = new ServerSocket(0, MOST_CONNECTIONS, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + socket.getLocalPort() + "/mcp";
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = socket.accept();
                connection.setTcpNoDelay(true);
                start(() -> answer(connection));
            }
        } catch (IOException closed) {
            // The end.
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(null, task, "canned-server", 128 * 1024);
        thread.setDaemon(true);
        thread.start();
    }

    private static void answer(Socket connection) {
        try (connection) {
            InputStream in = new BufferedInputStream(connection.getInputStream());
            int lineFeeds = 0;
            for (int c = in.read(); c >= 0; c = in.read()) {
                lineFeeds = c == '\n' ? lineFeeds + 1 : c == '\r' ? lineFeeds : 0;
                if (lineFeeds == 2) {
                    connection.getOutputStream().write(CannedSocket.RESPONSE);
                }
            }
        } catch (IOException gone) {
            // The client's affair.
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
