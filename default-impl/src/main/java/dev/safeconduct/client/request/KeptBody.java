package dev.safeconduct.client.request;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A copy of a request's body that is made while it goes out, where the client could not send it again by itself: up to 64
 * KiB of each, and 8 MiB of all in this JVM. One that is longer is not kept at all: it is sent again whole or not
 * (THREATS 98). Safe for all threads; nothing here blocks.
 */
public final class KeptBody {

    private static final int MOST = 64 * 1024;
    private static final int FIRST = 1024;

    private final KeptBodies.Share share = KeptBodies.share(this);
    private byte @Nullable [] bytes = new byte[0];
    private int length;
    private boolean complete;

    /** Empty yet. */
    public KeptBody() {}

    /** A part of the body goes out. */
    public synchronized void write(byte[] part, int offset, int count) {
        byte[] room = room(count);
        if (room != null) {
            System.arraycopy(part, offset, room, length, count);
            length += count;
        }
    }

    /** A part of the body goes out; its position stays. */
    public synchronized void write(ByteBuffer part) {
        ByteBuffer copy = part.duplicate();
        int count = copy.remaining();
        byte[] room = room(count);
        if (room != null) {
            copy.get(room, length, count);
            length += count;
        }
    }

    /** Null if there is no room for so many more. */
    private byte @Nullable [] room(int more) {
        byte[] room = bytes;
        if (room == null) {
            return null; // discarded: the rest of a long body costs nothing
        }
        if (more > MOST - length) {
            discard();
            return null;
        }
        if (length + more > room.length) {
            int size = Math.min(MOST, Math.max(FIRST, Math.max(length + more, 2 * room.length)));
            if (!share.grow(size)) {
                discard();
                return null;
            }
            room = Arrays.copyOf(room, size);
            bytes = room;
        }
        return room;
    }

    /** The body has gone out to its end. */
    public synchronized void complete() {
        complete = true;
    }

    /** The body; null if it was too long, has not ended, or was discarded. */
    public synchronized byte @Nullable [] whole() {
        byte[] kept = bytes;
        return complete && kept != null ? Arrays.copyOf(kept, length) : null;
    }

    /** It is not going to be sent again. */
    public synchronized void discard() {
        bytes = null;
        share.release();
    }

    /** A client may show it. */
    @Override
    public String toString() {
        return "safeconduct";
    }
}
