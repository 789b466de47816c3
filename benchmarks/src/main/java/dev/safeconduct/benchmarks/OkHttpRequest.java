package dev.safeconduct.benchmarks;

import java.io.IOException;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A request of OkHttp over a canned connection. The methods differ in the agent that the JVM has, or in the interceptor. */
public class OkHttpRequest {

    @State(Scope.Thread)
    public static class Client {
        OkHttpClient client;
        Request request;

        @Setup
        public void setUp() {
            client = builder().build();
            request = new Request.Builder().url(WovenRequests.url()).build();
        }

        OkHttpClient.Builder builder() {
            return new OkHttpClient.Builder().socketFactory(new CannedSocket.Factory());
        }

        @TearDown
        public void tearDown() {
            client.connectionPool().evictAll();
            client.dispatcher().executorService().shutdown();
        }

        int call() throws IOException {
            try (Response response = client.newCall(request).execute()) {
                return response.body().bytes().length;
            }
        }
    }

    /** With the interceptor that OkHttp's documents show for a header. */
    @State(Scope.Thread)
    public static class Intercepted extends Client {
        @Override
        OkHttpClient.Builder builder() {
            return super.builder()
                    .addNetworkInterceptor(chain -> chain.proceed(chain.request()
                            .newBuilder()
                            .header("Authorization", "Bearer a-token")
                            .build()));
        }
    }

    /** With one that does nothing. */
    @State(Scope.Thread)
    public static class Passed extends Client {
        @Override
        OkHttpClient.Builder builder() {
            return super.builder().addNetworkInterceptor(chain -> chain.proceed(chain.request()));
        }
    }

    @Benchmark
    public int ours(Client client) throws IOException {
        return client.call();
    }

    @Benchmark
    public int openTelemetry(Client client) throws IOException {
        return client.call();
    }

    @Benchmark
    public int bare(Client client) throws IOException {
        return client.call();
    }

    @Benchmark
    public int emptyInterceptor(Passed client) throws IOException {
        return client.call();
    }

    @Benchmark
    public int interceptor(Intercepted client) throws IOException {
        return client.call();
    }
}
