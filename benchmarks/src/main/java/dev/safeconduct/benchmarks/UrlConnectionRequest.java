package dev.safeconduct.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import org.openjdk.jmh.annotations.Benchmark;

/** A request of {@code HttpURLConnection} over a loopback connection that is kept alive, as {@link JavaNetHttpRequest}. */
public class UrlConnectionRequest {

    private static HttpURLConnection open() throws IOException {
        return (HttpURLConnection) URI.create(WovenRequests.url()).toURL().openConnection();
    }

    private static int call(HttpURLConnection connection) throws IOException {
        try (InputStream in = connection.getInputStream()) {
            return in.readAllBytes().length;
        }
    }

    @Benchmark
    public int ours() throws IOException {
        return call(open());
    }

    @Benchmark
    public int openTelemetry() throws IOException {
        return call(open());
    }

    @Benchmark
    public int bare() throws IOException {
        return call(open());
    }

    /** It has no interceptors: its documents show a property of the request. */
    @Benchmark
    public int interceptor() throws IOException {
        HttpURLConnection connection = open();
        connection.setRequestProperty("Authorization", "Bearer a-token");
        return call(connection);
    }
}
