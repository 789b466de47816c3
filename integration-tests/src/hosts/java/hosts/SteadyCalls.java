package hosts;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** A program that calls a URL all the time, one request after the other, until it is ended. */
public final class SteadyCalls {
    private static final long PAUSE_MILLIS = 50;

    private SteadyCalls() {}

    public static void main(String[] args) throws InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(URI.create(args[0])).build();
        while (true) {
            Lines.say("call", outcome(client, request));
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    private static String outcome(HttpClient client, HttpRequest request) throws InterruptedException {
        try {
            return Integer.toString(
                    client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode());
        } catch (IOException e) {
            return e.toString();
        }
    }
}
