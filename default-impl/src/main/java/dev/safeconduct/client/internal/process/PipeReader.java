package dev.safeconduct.client.internal.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** Reads a pipe up to a limit, so that what was read can be taken before its end. Safe for all threads. */
final class PipeReader implements Runnable {

    private final InputStream pipe;
    private final int limit;
    private final Runnable whenFull;
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();

    /**
     * A reader.
     *
     * @param limit in bytes; no more is read
     * @param whenFull to be run once so many have come
     */
    PipeReader(InputStream pipe, int limit, Runnable whenFull) {
        this.pipe = pipe;
        this.limit = limit;
        this.whenFull = whenFull;
    }

    @Override
    public void run() {
        byte[] buffer = new byte[8192];
        try {
            for (int left = limit; left > 0; ) {
                int count = pipe.read(buffer, 0, Math.min(left, buffer.length));
                if (count < 0) {
                    return;
                }
                add(buffer, count);
                left -= count;
            }
            whenFull.run();
        } catch (IOException e) {
            // The other end is gone, and with it what may have followed.
        }
    }

    private synchronized void add(byte[] buffer, int count) {
        read.write(buffer, 0, count);
    }

    /** What has come so far. */
    synchronized byte[] bytes() {
        return read.toByteArray();
    }
}
