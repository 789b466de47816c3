package hosts;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Arrays;

/**
 * {@code AllocationHost <url> <first url> [<value>]}: sends requests by {@code HttpURLConnection}, with that value of
 * {@code Authorization} if one is given, the first to a URL of its own, and says how many bytes one allocates, the median
 * of many.
 */
final class AllocationHost {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int REQUESTS = 300;

    private AllocationHost() {}

    public static void main(String[] args) throws IOException {
        String authorization = args.length > 2 ? args[2] : null;
        get(args[1], authorization);
        long thread = Thread.currentThread().getId();
        long[] bytes = new long[REQUESTS];
        for (int i = 0; i < REQUESTS; i++) {
            long before = THREADS.getThreadAllocatedBytes(thread);
            get(args[0], authorization);
            bytes[i] = THREADS.getThreadAllocatedBytes(thread) - before;
        }
        Arrays.sort(bytes);
        System.out.println(bytes[REQUESTS / 2]);
    }

    private static void get(String url, String authorization) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(url).toURL().openConnection();
        if (authorization != null) {
            connection.setRequestProperty("Authorization", authorization);
        }
        try (InputStream in = connection.getInputStream()) {
            in.readAllBytes();
        }
    }
}
