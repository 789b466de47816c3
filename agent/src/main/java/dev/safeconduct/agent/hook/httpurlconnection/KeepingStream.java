package dev.safeconduct.agent.hook.httpurlconnection;

import dev.safeconduct.client.request.KeptBody;
import java.io.IOException;
import java.io.OutputStream;

/** Keeps what the application streams while it goes out. */
final class KeepingStream extends OutputStream {

    private final OutputStream client;
    private final KeptBody kept;

    KeepingStream(OutputStream client, KeptBody kept) {
        this.client = client;
        this.kept = kept;
    }

    @Override
    public void write(int b) throws IOException {
        kept.write(new byte[] {(byte) b}, 0, 1);
        client.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        client.write(bytes, offset, length); // checks the bounds
        kept.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
        client.flush();
    }

    @Override
    public void close() throws IOException {
        client.close();
        kept.complete();
    }
}
