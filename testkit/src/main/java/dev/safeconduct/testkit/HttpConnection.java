package dev.safeconduct.testkit;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One connection: reads requests by HTTP/1.1 and writes what the handler says. */
final class HttpConnection implements Runnable {
    private final HttpListener listener;
    private final Socket socket;
    private final HttpListener.Handler handler;
    private final HttpListener.Tap tap;

    HttpConnection(HttpListener listener, Socket socket, HttpListener.Handler handler, HttpListener.Tap tap) {
        this.listener = listener;
        this.socket = socket;
        this.handler = handler;
        this.tap = tap;
    }

    @Override
    public void run() {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(new TappedInput(socket.getInputStream(), tap));
            OutputStream out = new BufferedOutputStream(socket.getOutputStream());
            boolean more = true;
            while (more) {
                RecordedRequest request = HttpRequestReader.read(in, out);
                more = request != null && answer(request, in, out);
            }
        } catch (IOException | RuntimeException e) {
            // the client went away or does not speak HTTP: what it sent is recorded, the connection is over
        } finally {
            listener.ended(socket);
        }
    }

    /** Answers; says whether the connection goes on. */
    private boolean answer(RecordedRequest request, InputStream in, OutputStream out) throws IOException {
        Reply reply = handler.answer(request);
        listener.pause(reply.delay());
        if (reply.kind() == Reply.Kind.ANSWER) {
            return writeAnswer(request, reply, out);
        }
        if (reply.kind() == Reply.Kind.RAW) {
            write(reply, out);
        } else if (reply.kind() == Reply.Kind.TUNNEL) {
            tunnel(reply.body(), in, out);
        } else if (reply.kind() == Reply.Kind.NEVER) {
            while (in.read() >= 0) {
                // until the client gives up or the server is closed
            }
        }
        return false;
    }

    private boolean writeAnswer(RecordedRequest request, Reply reply, OutputStream out) throws IOException {
        boolean bodyless = reply.status() == 204 || reply.status() == 304;
        StringBuilder head =
                new StringBuilder("HTTP/1.1 ").append(reply.status()).append(" Fake\r\n");
        for (Header header : reply.headers()) {
            head.append(header.name()).append(": ").append(header.value()).append("\r\n");
        }
        if (!bodyless) {
            head.append("Content-Length: ").append(reply.length()).append("\r\n");
        }
        boolean last = request.headers("Connection").stream().anyMatch("close"::equalsIgnoreCase)
                || request.head().startsWith("HTTP/1.0\r\n", request.head().indexOf("HTTP/1."));
        head.append(last ? "Connection: close\r\n\r\n" : "\r\n");
        out.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        if (!bodyless && !request.method().equals("HEAD")) {
            write(reply, out);
        }
        out.flush();
        return !last;
    }

    private void write(Reply reply, OutputStream out) throws IOException {
        if (reply.isFilled()) {
            byte[] block = new byte[8192];
            Arrays.fill(block, (byte) 'x');
            for (long left = reply.length(); left > 0; left -= block.length) {
                out.write(block, 0, (int) Math.min(left, block.length));
            }
        } else if (reply.pause().isZero()) {
            out.write(reply.bytes());
        } else {
            for (byte one : reply.bytes()) {
                out.write(one);
                out.flush();
                listener.pause(reply.pause());
            }
        }
        out.flush();
    }

    /** Carries bytes both ways, to loopback addresses only: any name is one of them here. */
    private void tunnel(String authority, InputStream in, OutputStream out) throws IOException {
        int colon = authority.lastIndexOf(':');
        String host = authority.substring(0, colon);
        boolean address = host.startsWith("[") || host.matches("[0-9.]+");
        if (address && !InetAddress.getByName(host).isLoopbackAddress()) {
            out.write("HTTP/1.1 502 Not loopback\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            return;
        }
        InetAddress loopback = HttpListener.bindAddress(host);
        try (Socket target = new Socket(loopback, Integer.parseInt(authority.substring(colon + 1)))) {
            listener.opened(target);
            out.write("HTTP/1.1 200 Connected\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            listener.execute(() -> carryForth(in, target));
            try {
                carry(target.getInputStream(), socket.getOutputStream());
            } finally {
                listener.ended(target);
            }
        }
    }

    private void carryForth(InputStream in, Socket target) {
        try {
            carry(in, target.getOutputStream());
            target.shutdownOutput();
        } catch (IOException e) {
            // one side is closed: close the other
            HttpListener.closeQuietly(target);
        }
    }

    private static void carry(InputStream from, OutputStream to) throws IOException {
        byte[] block = new byte[8192];
        for (int n = from.read(block); n >= 0; n = from.read(block)) {
            to.write(block, 0, n);
            to.flush();
        }
    }

    /** Shows the tap whatever is read. */
    private static final class TappedInput extends FilterInputStream {
        private final HttpListener.Tap tap;

        TappedInput(InputStream in, HttpListener.Tap tap) {
            super(in);
            this.tap = tap;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int n = super.read(bytes, offset, length);
            if (n > 0) {
                tap.received(bytes, offset, n);
            }
            return n;
        }
    }
}
