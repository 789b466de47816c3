import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
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
 * {@code Load <client> <url> <concurrency> [<value>]}: makes as many GETs as each line of the standard input says, with
 * that value of {@code Authorization} if one is given, and then says the CPU time of this process in microseconds, without
 * that of the JVM's compilers, which is none of a request and ends when all is compiled. By virtual threads where the JDK
 * has them. Linux.
 */
public final class Load {

    private interface Client {
        int get(String url, String authorization) throws Exception;
    }

    private Load() {}

    public static void main(String[] args) throws Exception {
        int concurrency = Integer.parseInt(args[2]);
        String authorization = args.length > 3 ? args[3] : null;
        System.setProperty("http.maxConnections", args[2]);
        Client client =
                switch (args[0]) {
                    case "java.net.http" -> javaNetHttp();
                    case "HttpURLConnection" -> Load::urlConnection;
                    case "OkHttp" -> okHttp(concurrency);
                    case "Apache HttpClient 5" -> apache5(concurrency);
                    default -> throw new IllegalArgumentException(args[0]);
                };
        ExecutorService threads = threads(concurrency);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            run(threads, concurrency, Integer.parseInt(line), () -> client.get(args[1], authorization));
            System.out.println("MICROS " + cpuNanos() / 1e3);
        }
        System.exit(0);
    }

    private static long cpuNanos() throws IOException {
        long nanos = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path thread : threads) {
                if (Files.readString(thread.resolve("comm")).matches("C[12] Compiler.*\\R")) {
                    nanos -= Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ")[0]);
                }
            }
        }
        return nanos;
    }

    private static void run(ExecutorService threads, int concurrency, int requests, Callable<Integer> get)
            throws Exception {
        AtomicInteger left = new AtomicInteger(requests);
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < concurrency; i++) {
            all.add(threads.submit(() -> {
                while (left.getAndDecrement() > 0) {
                    if (get.call() != 2) {
                        throw new IllegalStateException("another response");
                    }
                }
                return null;
            }));
        }
        for (Future<?> each : all) {
            each.get();
        }
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
        return (url, authorization) -> {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
            if (authorization != null) {
                request.header("Authorization", authorization);
            }
            return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()).body().length;
        };
    }

    private static int urlConnection(String url, String authorization) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(url).toURL().openConnection();
        if (authorization != null) {
            connection.setRequestProperty("Authorization", authorization);
        }
        try (InputStream in = connection.getInputStream()) {
            return in.readAllBytes().length;
        }
    }

    private static Client okHttp(int concurrency) {
        OkHttpClient client = new OkHttpClient.Builder()
                .connectionPool(new ConnectionPool(concurrency, 5, java.util.concurrent.TimeUnit.MINUTES))
                .build();
        return (url, authorization) -> {
            Request.Builder request = new Request.Builder().url(url);
            if (authorization != null) {
                request.header("Authorization", authorization);
            }
            try (Response response = client.newCall(request.build()).execute()) {
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
        return (url, authorization) -> {
            HttpGet request = new HttpGet(url);
            if (authorization != null) {
                request.setHeader("Authorization", authorization);
            }
            return client.execute(request, response -> EntityUtils.toByteArray(response.getEntity()).length);
        };
    }
}
