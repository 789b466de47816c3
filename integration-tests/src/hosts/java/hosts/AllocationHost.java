package hosts;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.HttpURLConnection;
import java.net.URI;

/**
 * {@code AllocationHost <url> <first url>}: sends requests by {@code HttpURLConnection}, the first to a URL of its own,
 * and says how many bytes one allocates, the least of many.
 */
final class AllocationHost {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int REQUESTS = 300;

    private AllocationHost() {}

    public static void main(String[] args) throws IOException {
        get(args[1]);
        long thread = Thread.currentThread().getId();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < REQUESTS; i++) {
            long before = THREADS.getThreadAllocatedBytes(thread);
            get(args[0]);
            least = Math.min(least, THREADS.getThreadAllocatedBytes(thread) - before);
        }
        System.out.println(least);
    }

    private static void get(String url) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(url).toURL().openConnection();
        try (InputStream in = connection.getInputStream()) {
            in.readAllBytes();
        }
    }
}
