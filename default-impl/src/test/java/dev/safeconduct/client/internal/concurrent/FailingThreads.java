package dev.safeconduct.client.internal.concurrent;

import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** The ways in which a process cannot have another thread. */
enum FailingThreads implements ThreadFactory {

    /** {@link Thread#start} fails as it does at the limit of a process. */
    OUT_OF_MEMORY {
        @Override
        public Thread newThread(Runnable task) {
            return new Thread(null, task, "of a petabyte", 1L << 50);
        }
    },

    /** A security manager. */
    NOT_ALLOWED {
        @Override
        public Thread newThread(Runnable task) {
            throw new SecurityException("modifyThreadGroup");
        }
    },

    /** What {@link ThreadFactory} allows: the executor rejects the task. */
    NONE {
        @Override
        public @Nullable Thread newThread(Runnable task) {
            return null;
        }
    }
}
