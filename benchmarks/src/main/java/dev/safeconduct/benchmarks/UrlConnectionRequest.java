package dev.safeconduct.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Socket;
import java.net.URI;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A request of {@code HttpURLConnection} over a canned connection, as {@link OkHttpRequest}. */
public class UrlConnectionRequest {

    /** All sockets of the JVM that are made from then on. */
    @State(Scope.Benchmark)
    public static class Canned {
        @Setup
        @SuppressWarnings("deprecation") // it is for servers' sockets of old, but there is no other way
        public void setUp() throws IOException {
            Socket.setSocketImplFactory(CannedSocketImpl::new);
        }
    }

    private static HttpURLConnection open() throws IOException {
        return (HttpURLConnection) URI.create(WovenRequests.url()).toURL().openConnection();
    }

    private static int call(HttpURLConnection connection) throws IOException {
        try (InputStream in = connection.getInputStream()) {
            return in.readAllBytes().length;
        }
    }

    @Benchmark
    public int ours(Canned canned) throws IOException {
        return call(open());
    }

    @Benchmark
    public int openTelemetry(Canned canned) throws IOException {
        return call(open());
    }

    @Benchmark
    public int bare(Canned canned) throws IOException {
        return call(open());
    }

    /** It has no interceptors: its documents show a property of the request. */
    @Benchmark
    public int interceptor(Canned canned) throws IOException {
        HttpURLConnection connection = open();
        connection.setRequestProperty("Authorization", "Bearer a-token");
        return call(connection);
    }
}
