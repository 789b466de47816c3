import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.io.entity.EntityUtils;

/**
 * {@code Load <client> <url> <concurrency> <requests>}: makes that many GETs to warm up and as many again, and says how
 * many microseconds of CPU time each of the latter took in this process. By virtual threads where the JDK has them.
 */
public final class Load {

    private interface Client {
        int get(String url) throws Exception;
    }

    private Load() {}

    public static void main(String[] args) throws Exception {
        int concurrency = Integer.parseInt(args[2]);
        int requests = Integer.parseInt(args[3]);
        System.setProperty("http.maxConnections", args[2]);
        Client client =
                switch (args[0]) {
                    case "java.net.http" -> javaNetHttp();
                    case "HttpURLConnection" -> Load::urlConnection;
                    case "OkHttp" -> okHttp(concurrency);
                    case "Apache HttpClient 5" -> apache5(concurrency);
                    default -> throw new IllegalArgumentException(args[0]);
                };
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        run(client, args[1], concurrency, requests);
        System.gc();
        long before = system.getProcessCpuTime();
        run(client, args[1], concurrency, requests);
        System.out.println("MICROS " + (system.getProcessCpuTime() - before) / 1e3 / requests);
        System.exit(0);
    }

    private static void run(Client client, String url, int concurrency, int requests) throws Exception {
        ExecutorService threads = threads(concurrency);
        AtomicInteger left = new AtomicInteger(requests);
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < concurrency; i++) {
            all.add(threads.submit(() -> {
                while (left.getAndDecrement() > 0) {
                    if (client.get(url) != 2) {
                        throw new IllegalStateException("another response");
                    }
                }
                return null;
            }));
        }
        for (Future<?> each : all) {
            each.get();
        }
        threads.shutdown();
    }

    private static ExecutorService threads(int concurrency) throws ReflectiveOperationException {
        try {
            return (ExecutorService) Executors.class
                    .getMethod("newVirtualThreadPerTaskExecutor")
                    .invoke(null);
        } catch (NoSuchMethodException beforeJdk21) {
            return Executors.newFixedThreadPool(concurrency);
        }
    }

    private static Client javaNetHttp() {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        return url -> client.send(
                        HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofByteArray())
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

    private static Client okHttp(int concurrency) {
        OkHttpClient client = new OkHttpClient.Builder()
                .connectionPool(new ConnectionPool(concurrency, 5, java.util.concurrent.TimeUnit.MINUTES))
                .build();
        return url -> {
            try (Response response =
                    client.newCall(new Request.Builder().url(url).build()).execute()) {
                return response.body().bytes().length;
            }
        };
    }

    private static Client apache5(int concurrency) {
        CloseableHttpClient client = HttpClientBuilder.create()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setMaxConnPerRoute(concurrency)
                        .setMaxConnTotal(concurrency)
                        .build())
                .build();
        return url -> client.execute(
                new HttpGet(url), response -> EntityUtils.toByteArray(response.getEntity()).length);
    }
}
