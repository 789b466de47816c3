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

    private static String bomb() throws IOException {
        ByteArrayOutputStream small = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(small)) {
            byte[] block = new byte[1024 * 1024];
            for (int i = 0; i < 64; i++) {
                gzip.write(block);
            }
        }
        return small.toString(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br", "gzip, identity"})
    void t27_no_encoding_is_asked_for_or_taken(String encoding) throws Exception {
        String content = bomb();
        server.answer(Reply.raw("HTTP/1.1 200 OK\r\nContent-Encoding: " + encoding + "\r\nContent-Length: "
                + content.length() + "\r\n\r\n" + content));

        assertThatThrownBy(() -> get(Transports.with()))
                .isExactlyInstanceOf(OAuthException.class)
                .hasMessageContaining("which was not asked for");
        assertThat(server.heads().get(0)).containsIgnoringCase("accept-encoding: identity");
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
