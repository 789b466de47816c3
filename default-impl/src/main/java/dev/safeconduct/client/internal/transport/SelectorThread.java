package dev.safeconduct.client.internal.transport;

import java.lang.ref.WeakReference;
import java.net.http.HttpClient;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The one thread on which all exchanges of a {@code java.net.http} client depend. An interrupt ends it, and nothing starts
 * it again: from then on every exchange of that client fails, or on Java 17 never ends.
 */
final class SelectorThread {

    private static final Pattern NUMBER = Pattern.compile(".*\\((\\d+)\\)");

    private final WeakReference<@Nullable Thread> thread;

    private SelectorThread(@Nullable Thread thread) {
        this.thread = new WeakReference<>(thread);
    }

    /** That of a client which the calling thread has just built: it is in the same thread group. */
    static SelectorThread of(HttpClient client) {
        Matcher number = NUMBER.matcher(client.toString());
        if (number.matches()) {
            String name = "HttpClient-" + number.group(1) + "-SelectorManager";
            for (Thread thread : inOwnGroup()) {
                if (thread != null && thread.getName().equals(name)) {
                    return new SelectorThread(thread);
                }
            }
        }
        return new SelectorThread(null);
    }

    private static @Nullable Thread[] inOwnGroup() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        @Nullable Thread[] threads = new Thread[2 * group.activeCount() + 16];
        int unused = group.enumerate(threads, false);
        return threads;
    }

    /** Whether it has ended; false also where this JDK calls it by another name. */
    boolean isDead() {
        Thread known = thread.get();
        return known != null && !known.isAlive();
    }
}
