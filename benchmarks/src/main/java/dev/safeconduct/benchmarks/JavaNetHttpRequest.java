package dev.safeconduct.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * A request of {@code java.net.http} over loopback, as {@link OkHttpRequest}: it takes no canned connection. The server is
 * in another process, so what it allocates is not counted; its time and the system's are in all methods alike.
 */
public class JavaNetHttpRequest {

    @State(Scope.Thread)
    public static class Client {
        final HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

        int call(HttpRequest.Builder request) throws IOException, InterruptedException {
            return client.send(request.build(), BodyHandlers.ofByteArray()).body().length;
        }

        HttpRequest.Builder request() {
            return HttpRequest.newBuilder(URI.create(WovenRequests.url()));
        }
    }

    @Benchmark
    public int ours(Client client) throws IOException, InterruptedException {
        return client.call(client.request());
    }

    @Benchmark
    public int openTelemetry(Client client) throws IOException, InterruptedException {
        return client.call(client.request());
    }

    @Benchmark
    public int bare(Client client) throws IOException, InterruptedException {
        return client.call(client.request());
    }

    /** It has no interceptors: its documents show a header of the request. */
    @Benchmark
    public int interceptor(Client client) throws IOException, InterruptedException {
        return client.call(client.request().header("Authorization", "Bearer a-token"));
    }
}
