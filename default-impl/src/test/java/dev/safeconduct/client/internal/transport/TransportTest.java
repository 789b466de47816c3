package dev.safeconduct.client.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TransientException;
import dev.safeconduct.testkit.RecordingSink;
import dev.safeconduct.testkit.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What servers may do to our calls: nothing beyond their time and size. */
class TransportTest {

    private static final EndpointPolicy INSIDE = new EndpointPolicy(NetworkReach.MACHINE, false);

    private final RecordingSink server = RecordingSink.start();

    @AfterEach
    void close() {
        server.close();
    }

    private HttpResult get(Transport transport) throws OAuthException {
        return transport.send(HttpCall.getJson(URI.create(server.origin() + "/token")), INSIDE, "token endpoint");
    }

    private Throwable failure(Transport transport) throws Exception {
        return failure(transport, URI.create(server.origin() + "/token"));
    }

    /** What comes of a call that an application's thread makes, which must not be held for ever. */
    private static Throwable failure(Transport transport, URI uri) throws Exception {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        Thread application = new Thread(() -> {
            try {
                failure.complete(new AssertionError(transport.send(HttpCall.getJson(uri), INSIDE, "token endpoint")));
            } catch (OAuthException | RuntimeException e) {
                failure.complete(e);
            }
        });
        application.setDaemon(true);
        application.start();
        return failure.get(30, TimeUnit.SECONDS);
    }

    private static String gzip(byte[] block, int times) throws IOException {
        ByteArrayOutputStream small = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(small)) {
            for (int i = 0; i < times; i++) {
                gzip.write(block);
            }
        }
        return small.toString(StandardCharsets.ISO_8859_1);
    }

    private static String deflate(byte[] content, boolean raw) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, raw);
        deflater.setInput(content);
        deflater.finish();
        byte[] out = new byte[1024];
        int length = deflater.deflate(out);
        deflater.end();
        return new String(out, 0, length, StandardCharsets.ISO_8859_1);
    }

    private static Reply encoded(String encoding, String content) {
        return Reply.raw("HTTP/1.1 200 OK\r\nContent-Encoding: " + encoding + "\r\nContent-Length: " + content.length()
                + "\r\n\r\n" + content);
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "gzip, identity", "gzip, gzip"})
    void t27_no_encoding_is_asked_for_and_most_are_not_taken(String encoding) throws Exception {
        server.answer(encoded(encoding, gzip(new byte[1024], 1)));

        assertThatThrownBy(() -> get(Transports.with()))
                .isExactlyInstanceOf(OAuthException.class)
                .hasMessageContaining("which was not asked for");
        assertThat(server.heads().get(0)).containsIgnoringCase("accept-encoding: identity");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "x-gzip", "GZIP"})
    void t27_what_inflates_beyond_the_cap_is_refused(String encoding) throws Exception {
        server.answer(encoded(encoding, gzip(new byte[1024 * 1024], 64)));

        assertThatThrownBy(() -> get(Transports.with()))
                .isExactlyInstanceOf(OAuthException.class)
                .hasMessageContaining("more than " + Transport.MAX_BODY + " bytes");
    }

    /** A proxy compresses whatever was asked for. */
    @Test
    void unasked_gzip_and_deflate_are_read() throws Exception {
        byte[] content = "{\"issuer\":\"x\"}".getBytes(StandardCharsets.UTF_8);
        server.answer(encoded("gzip", gzip(content, 1)));
        assertThat(get(Transports.with()).body()).isEqualTo(content);
        for (boolean raw : new boolean[] {false, true}) {
            server.answer(encoded("deflate", deflate(content, raw)));
            assertThat(get(Transports.with()).body()).isEqualTo(content);
        }
    }

    @Test
    void what_says_gzip_and_is_not_is_an_error() {
        server.answer(encoded("gzip", "{}"));
        assertThatThrownBy(() -> get(Transports.with())).hasMessageContaining("not gzip");
    }

    /** uvicorn loses the body of a request that offers it, and Node responds with 400 where it has a WebSocket. */
    @Test
    void http_2_is_not_offered_in_the_clear() throws Exception {
        server.answer(Reply.json(200, "{}"));
        get(Transports.with());
        assertThat(server.heads().get(0)).doesNotContainIgnoringCase("upgrade").doesNotContainIgnoringCase("h2c");
    }

    @Test
    void a_stream_without_an_end_has_a_head() throws Exception {
        server.answer(
                Reply.text(200, "text/event-stream", ": ping\n\n".repeat(1000)).slowly(Duration.ofSeconds(5)));
        HttpResult head = Transports.with()
                .head(HttpCall.getJson(URI.create(server.origin() + "/mcp")), INSIDE, "server", Duration.ofSeconds(30));
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
    }

    @Test
    void a_head_that_does_not_come_is_told_from_a_server_that_is_not_there() throws Exception {
        server.answer(Reply.never());
        HttpCall call = HttpCall.getJson(URI.create(server.origin() + "/mcp"));
        assertThatThrownBy(() -> Transports.with().head(call, INSIDE, "server", Duration.ofSeconds(1)))
                .isInstanceOf(NoResponseException.class);
        server.close();
        assertThatThrownBy(() -> Transports.with().head(call, INSIDE, "server", Duration.ofSeconds(30)))
                .isExactlyInstanceOf(TransientException.class);
    }

    @Test
    void t27_what_is_larger_than_the_cap_is_refused() throws Exception {
        server.answer(Reply.filled(Transport.MAX_BODY + 1));
        assertThat(failure(Transports.with()))
                .isExactlyInstanceOf(OAuthException.class)
                .hasMessageContaining("more than " + Transport.MAX_BODY + " bytes");
    }

    @Test
    void the_cap_itself_is_allowed() throws Exception {
        server.answer(Reply.filled(Transport.MAX_BODY));
        assertThat(get(Transports.with()).body()).hasSize(Transport.MAX_BODY);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void t28_a_server_that_takes_for_ever_is_given_up(int way) throws Exception {
        Duration eternity = Duration.ofSeconds(5);
        server.answer(
                switch (way) {
                    case 0 -> Reply.never();
                    case 1 ->
                        Reply.raw("HTTP/1.1 200 OK\r\nX: " + "x".repeat(1000)).slowly(eternity);
                    default -> Reply.json(200, "{" + " ".repeat(1000)).slowly(eternity);
                });
        assertThat(failure(Transports.with(Duration.ofSeconds(30), Duration.ofSeconds(1))))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("did not respond within 1 s");
    }

    @Test
    void t28_a_host_that_takes_no_connection_is_given_up_sooner() throws Exception {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Socket> waiting = fill(full);
            Transport transport = Transports.with(Duration.ofMillis(500), Duration.ofMinutes(5));
            URI uri = URI.create("http://127.0.0.1:" + full.getLocalPort() + "/token");
            assertThat(failure(transport, uri))
                    .isInstanceOf(TransientException.class)
                    .hasMessageContaining("cannot be reached")
                    .hasCauseInstanceOf(HttpConnectTimeoutException.class);
            for (Socket socket : waiting) {
                socket.close();
            }
        }
    }

    /** Connections that nobody accepts, until the system takes no more of them. */
    private static List<Socket> fill(ServerSocket server) throws IOException {
        List<Socket> waiting = new ArrayList<>();
        while (waiting.size() < 100) {
            Socket socket = new Socket();
            waiting.add(socket);
            try {
                socket.connect(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()), 200);
            } catch (SocketTimeoutException e) {
                return waiting;
            }
        }
        throw new AssertionError("takes any number of connections");
    }
}
