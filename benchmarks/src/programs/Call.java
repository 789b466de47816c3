import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;

/** {@code Call <client> <url>}: makes one call, or none, and says how much memory it took. */
public final class Call {

    private Call() {}

    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "none" -> {}
            case "java.net.http" -> JavaNetHttp.call(args[1]);
            case "HttpURLConnection" -> UrlConnection.call(args[1]);
            case "OkHttp" -> OkHttp.call(args[1]);
            case "Apache HttpClient 5" -> Apache5.call(args[1]);
            default -> throw new IllegalArgumentException(args[0]);
        }
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmHWM")) {
                System.out.println(line);
            }
        }
        System.exit(0);
    }

    // A class for each, so that a program loads no other's client.

    private static final class JavaNetHttp {
        static void call(String url) throws Exception {
            HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static final class UrlConnection {
        static void call(String url) throws Exception {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(url).toURL().openConnection();
            connection.getResponseCode();
            InputStream body = connection.getErrorStream();
            if (body != null) {
                body.readAllBytes();
            }
        }
    }

    private static final class OkHttp {
        static void call(String url) throws Exception {
            new OkHttpClient()
                    .newCall(new Request.Builder().url(url).build())
                    .execute()
                    .close();
        }
    }

    private static final class Apache5 {
        static void call(String url) throws Exception {
            try (CloseableHttpClient client = HttpClients.createDefault()) {
                client.execute(new HttpGet(url), response -> response.getCode());
            }
        }
    }
}
