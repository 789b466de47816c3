package dev.safeconduct.client.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.safeconduct.spi.OAuthException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpRetryException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our own exceptions and the JDK's; those of other clients are tested where their jars are. */
class OAuthErrorsTest {

    private static Throwable login() {
        return new LoginRequiredException("https://h", "No login", null);
    }

    @Test
    void ours_are_known_at_any_depth() {
        assertThat(OAuthErrors.isUnauthorized(login())).isTrue();
        assertThat(OAuthErrors.isUnauthorized(new CompletionException(new IllegalStateException(login()))))
                .isTrue();
        assertThat(OAuthErrors.isUnauthorized(new ErrorResponseException("The x", "invalid_token", null, null, 401)))
                .isTrue();
    }

    @Test
    void others_are_not() {
        assertThat(OAuthErrors.isUnauthorized(null)).isFalse();
        assertThat(OAuthErrors.isUnauthorized(new IOException("401"))).isFalse();
        assertThat(OAuthErrors.isUnauthorized(new IOException((String) null))).isFalse();
        assertThat(OAuthErrors.isUnauthorized(new OAuthException("x"))).isFalse();
        assertThat(OAuthErrors.isUnauthorized(new ErrorResponseException("The x", "invalid_grant", null, null, 400)))
                .isFalse();
    }

    @Test
    void a_suppressed_exception_is_not_the_failure() {
        Exception failure = new IOException("x");
        failure.addSuppressed(login());
        assertThat(OAuthErrors.isUnauthorized(failure)).isFalse();
    }

    @Test
    void a_ring_of_causes_ends() {
        Exception first = new Exception("first");
        Exception second = new Exception("second", first);
        first.initCause(second);
        assertThat(OAuthErrors.isUnauthorized(first)).isFalse();
    }

    /** Each cause makes the next one up, without an end. */
    private static final class Endless extends Exception {
        private static final long serialVersionUID = 1L;

        @Override
        public synchronized Throwable getCause() {
            return new Endless();
        }
    }

    @Test
    void a_chain_without_an_end_is_left() {
        assertThat(OAuthErrors.isUnauthorized(new Endless())).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"401,true", "403,false", "500,false"})
    void the_jdks_clients_are_known_by_what_they_really_throw(int status, boolean unauthorized) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        try {
            String authority = "localhost:" + server.getAddress().getPort();
            assertThat(OAuthErrors.isUnauthorized(failureOf(() -> read(authority, false))))
                    .isEqualTo(unauthorized);
            assertThat(OAuthErrors.isUnauthorized(failureOf(() -> HttpClient.newHttpClient()
                            .newWebSocketBuilder()
                            .buildAsync(URI.create("ws://" + authority), new WebSocket.Listener() {})
                            .join())))
                    .isEqualTo(unauthorized);
            if (unauthorized) {
                Throwable streaming = failureOf(() -> read(authority, true));
                assertThat(streaming).isInstanceOf(HttpRetryException.class);
                assertThat(OAuthErrors.isUnauthorized(streaming)).isTrue();
            }
        } finally {
            server.stop(0);
        }
    }

    private interface Call {
        void run() throws Exception;
    }

    private static Throwable failureOf(Call call) {
        try {
            call.run();
        } catch (Exception e) {
            return e;
        }
        throw new AssertionError("no failure");
    }

    private static void read(String authority, boolean streaming) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create("http://" + authority).toURL().openConnection();
        if (streaming) {
            connection.setDoOutput(true);
            connection.setFixedLengthStreamingMode(1);
            try (OutputStream out = connection.getOutputStream()) {
                out.write('x');
            }
        }
        connection.getInputStream().close();
    }
}
