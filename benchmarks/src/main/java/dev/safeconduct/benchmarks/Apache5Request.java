package dev.safeconduct.benchmarks;

import java.io.IOException;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.util.TimeValue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A request of Apache HttpClient 5 over a canned connection, as {@link OkHttpRequest}. */
public class Apache5Request {

    @State(Scope.Thread)
    public static class Client {
        CloseableHttpClient client;

        @Setup
        public void setUp() {
            client = builder().build();
        }

        HttpClientBuilder builder() {
            DefaultHttpClientConnectionOperator operator = new DefaultHttpClientConnectionOperator(
                    proxy -> new CannedSocket(),
                    null,
                    null,
                    RegistryBuilder.<TlsSocketStrategy>create().build());
            return HttpClientBuilder.create()
                    .setConnectionManager(new PoolingHttpClientConnectionManager(
                            operator,
                            PoolConcurrencyPolicy.STRICT,
                            PoolReusePolicy.LIFO,
                            TimeValue.NEG_ONE_MILLISECOND,
                            null));
        }

        @TearDown
        public void tearDown() throws IOException {
            client.close();
        }

        int call() throws IOException {
            return client.execute(
                    new HttpGet(WovenRequests.url()), response -> EntityUtils.toByteArray(response.getEntity()).length);
        }
    }

    /** With the interceptor that its documents show for a header. */
    @State(Scope.Thread)
    public static class Intercepted extends Client {
        @Override
        HttpClientBuilder builder() {
            return super.builder()
                    .addRequestInterceptorLast(
                            (request, entity, context) -> request.setHeader("Authorization", "Bearer a-token"));
        }
    }

    /** With one that does nothing. */
    @State(Scope.Thread)
    public static class Passed extends Client {
        @Override
        HttpClientBuilder builder() {
            return super.builder()
                    .addExecInterceptorAfter(
                            "PROTOCOL", "nothing", (request, scope, chain) -> chain.proceed(request, scope));
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
