import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The small client over {@code java.net.http}; the first argument is {@code send} or {@code sendAsync}. */
final class JavaNetHttp {

    private JavaNetHttp() {}

    public static void main(String[] args) {
        HttpClient client = HttpClient.newHttpClient();
        SmallClient.run(args[0].equals("send") ? blocking(client) : asynchronous(client), args[2], args[1]);
    }

    static Http blocking(HttpClient client) {
        return (uri, headers, body) ->
                response(client.send(request(uri, headers, body), HttpResponse.BodyHandlers.ofString()));
    }

    private static Http asynchronous(HttpClient client) {
        return (uri, headers, body) -> client.sendAsync(
                        request(uri, headers, body), HttpResponse.BodyHandlers.ofString())
                .thenApply(JavaNetHttp::response)
                .get(30, TimeUnit.SECONDS);
    }

    private static HttpRequest request(URI uri, Map<String, String> headers, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(25))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::setHeader);
        return request.build();
    }

    private static Http.Response response(HttpResponse<String> response) {
        return new Http.Response(response.statusCode(), response.body());
    }
}
