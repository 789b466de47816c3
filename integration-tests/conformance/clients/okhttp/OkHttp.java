import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import okhttp3.Headers;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** The small client over OkHttp. */
final class OkHttp {

    private static final OkHttpClient CLIENT = new OkHttpClient.Builder()
            .callTimeout(Duration.ofSeconds(30))
            .readTimeout(Duration.ofSeconds(25))
            .build();

    private OkHttp() {}

    public static void main(String[] args) {
        SmallClient.run(OkHttp::post, args[2], args[1]);
    }

    private static Http.Response post(URI uri, Map<String, String> headers, String body) throws IOException {
        Request request = new Request.Builder()
                .url(uri.toString())
                .headers(Headers.of(headers))
                .post(RequestBody.create(body, MediaType.get(headers.get("Content-Type"))))
                .build();
        try (Response response = CLIENT.newCall(request).execute()) {
            return new Http.Response(response.code(), response.body().string());
        }
    }
}
