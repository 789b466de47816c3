package dev.safeconduct.client.request;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.HashSet;
import java.util.Set;

/** How much memory all kept bodies of this copy of the client have. */
final class KeptBodies {

    /** In bytes. */
    static final int MOST = 8 * 1024 * 1024;

    private static final ReferenceQueue<KeptBody> GONE = new ReferenceQueue<>();
    private static final Set<Share> SHARES = new HashSet<>();
    private static int used;

    private KeptBodies() {}

    /** A share of the memory, empty yet. A body that is collected without being discarded gives its share back. */
    static Share share(KeptBody body) {
        return new Share(body);
    }

    static final class Share extends PhantomReference<KeptBody> {

        private int size;

        private Share(KeptBody body) {
            super(body, GONE);
        }

        /** False if there is no more memory for it. */
        boolean grow(int newSize) {
            synchronized (SHARES) {
                for (Reference<? extends KeptBody> gone = GONE.poll(); gone != null; gone = GONE.poll()) {
                    ((Share) gone).release();
                }
                if (used + newSize - size > MOST) {
                    return false;
                }
                used += newSize - size;
                size = newSize;
                SHARES.add(this);
                return true;
            }
        }

        void release() {
            synchronized (SHARES) {
                used -= size;
                size = 0;
                SHARES.remove(this);
            }
        }
    }
}
