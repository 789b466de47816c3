package hosts;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** A program that sends so many requests by {@code java.net.http}, one after the other. */
public final class Calls {
    private Calls() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(URI.create(args[0])).build();
        for (int i = 0; i < Integer.parseInt(args[1]); i++) {
            begin(i);
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            System.out.println("host: " + response.statusCode());
        }
    }

    /** Where one call begins, for who watches from outside. */
    private static void begin(int call) {}
}
