package dev.safeconduct.client.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.testkit.MapProviderConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndlessResponseTest {

    /** What a server may get rid of before it notices: our cap, and what the buffers of both sides hold. */
    private static final long MOST = 32L << 20;

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 1073741824", "X-Length: none"})
    void t26_a_stream_of_a_gigabyte_is_cut_off(String field) throws Exception {
        ExecutorService executor = Executors.newCachedThreadPool();
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Long> sent = CompletableFuture.supplyAsync(() -> stream(listening, field), executor);
            URI uri = URI.create("http://127.0.0.1:" + listening.getLocalPort() + "/token");
            Transport transport = new Transport(
                    Duration.ofSeconds(30), Duration.ofSeconds(60), executor, MapProviderConfig.of(Map.of()));
            assertThatThrownBy(() -> transport.send(
                            HttpCall.getJson(uri), new EndpointPolicy(NetworkReach.MACHINE, false), "token endpoint"))
                    .isInstanceOf(OAuthException.class)
                    .hasMessageContaining("responded with more than 262144 bytes")
                    .satisfies(
                            e -> assertThat(((OAuthException) e).isTransient()).isFalse());
            assertThat(sent.join()).isLessThan(MOST);
        } finally {
            executor.shutdownNow();
        }
    }

    /** Sends until nobody takes it, or more was taken than is allowed; returns how much. */
    private static long stream(ServerSocket listening, String field) {
        long sent = 0;
        try (Socket socket = listening.accept()) {
            OutputStream out = socket.getOutputStream();
            out.write(("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + field + "\r\n\r\n{\"a\":\"")
                    .getBytes(StandardCharsets.US_ASCII));
            byte[] block = "x".repeat(16 * 1024).getBytes(StandardCharsets.US_ASCII);
            while (sent < MOST) {
                out.write(block);
                sent += block.length;
            }
        } catch (IOException e) {
            // cut off
        }
        return sent;
    }
}
