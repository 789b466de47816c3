package hosts;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;

/**
 * {@code CountedAllocation <client> <url> <first url>}: sends requests one after the other, the first to a URL of its
 * own, and says what one allocates in all threads: the least of many, as the threads of a client do not meet alike each time.
 */
final class CountedAllocation {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int WARM_UP = 100;
    private static final int COUNTED = 300;

    private interface Client {
        int get(String url) throws Exception;
    }

    private CountedAllocation() {}

    public static void main(String[] args) throws Exception {
        Client client = args[0].equals("java.net.http") ? javaNetHttp() : CountedAllocation::urlConnection;
        client.get(args[2]);
        for (int i = 0; i < WARM_UP; i++) {
            client.get(args[1]);
        }
        long counting = Long.MAX_VALUE;
        long least = Long.MAX_VALUE;
        for (int i = 0; i < COUNTED; i++) {
            long first = allocated();
            long before = allocated();
            client.get(args[1]);
            long after = allocated();
            counting = Math.min(counting, before - first);
            least = Math.min(least, after - before);
        }
        least -= counting;
        System.out.println(least);
        System.exit(0);
    }

    private static long allocated() {
        return Arrays.stream(THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds()))
                .filter(bytes -> bytes > 0)
                .sum();
    }

    private static Client javaNetHttp() {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .executor(Runnable::run)
                .build();
        return url -> client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofByteArray())
                .body()
                .length;
    }

    private static int urlConnection(String url) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(url).toURL().openConnection();
        try (InputStream in = connection.getInputStream()) {
            return in.readAllBytes().length;
        }
    }
}
