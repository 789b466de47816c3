import dev.safeconduct.client.Safeconduct;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Calls an API that demands OAuth tokens; the first time, you log in in your browser. */
public class Library {
    public static void main(String[] args) throws Exception {
        try (Safeconduct safeconduct =
                Safeconduct.builder().server(args[0]).set("safeconduct.login", "auto").build()) {
            HttpClient client = safeconduct.authorizedClient(HttpClient.newBuilder());
            HttpRequest request = HttpRequest.newBuilder(URI.create(args[0])).build();
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            System.out.println("HTTP " + response.statusCode() + " " + response.body().strip());
        }
    }
}
