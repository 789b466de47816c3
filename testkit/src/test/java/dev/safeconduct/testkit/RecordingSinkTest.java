package dev.safeconduct.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecordingSinkTest {
    private final RecordingSink sink = RecordingSink.start();

    @AfterEach
    void close() {
        sink.close();
    }

    private String send(String bytes) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), sink.port())) {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void keeps_exact_bytes() throws Exception {
        String first = "POST /a?x=%61 HTTP/1.1\r\nhOsT: evil\r\nTransfer-Encoding: chunked\r\n\r\n";
        String second = "GET http://other/ HTTP/1.1\r\nAuthorization:  Bearer t\r\n\r\n";
        String answers = send(first + "3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nTrailer: t\r\n\r\n" + second);
        assertThat(answers).contains("sink").hasSizeGreaterThan(60);
        assertThat(sink.heads()).containsExactly(first, second);
        assertThat(sink.requests().get(0).body()).isEqualTo("abcde");
        assertThat(sink.requests().get(1).target()).isEqualTo("http://other/");
        assertThat(sink.sawAnywhere("3;x=y")).isTrue();
        assertThat(sink.sawAnywhere("x=a")).as("percent-encoded").isTrue();
        assertThat(sink.sawAnywhere("secret")).isFalse();
    }

    @Test
    void keeps_what_is_no_request() throws Exception {
        assertThat(send("GET /torn HTTP/1.1\r\nAuthor")).isEmpty();
        assertThat(sink.heads()).isEmpty();
        assertThat(sink.transcripts()).containsExactly("GET /torn HTTP/1.1\r\nAuthor");
    }

    @Test
    void answers_as_told() throws Exception {
        sink.answer(Reply.status(503).header("X-Sink", "1"));
        assertThat(send("GET http://api.test/mcp HTTP/1.1\r\nConnection: close\r\n\r\n"))
                .isEqualTo("HTTP/1.1 503 Fake\r\nX-Sink: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        sink.answer(Reply.raw("SSH-2.0\r\n"));
        assertThat(send("GET / HTTP/1.1\r\n\r\n")).isEqualTo("SSH-2.0\r\n");
    }

    @Test
    void tunnels_when_told() throws Exception {
        sink.tunnels(true);
        try (RecordingSink target = RecordingSink.start()) {
            String authority = "127.0.0.1:" + target.port();
            String answer = send("CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority
                    + "\r\n\r\nGET /inside HTTP/1.1\r\nConnection: close\r\n\r\n");
            assertThat(answer).startsWith("HTTP/1.1 200 Connected").endsWith("sink");
            assertThat(target.heads().get(0)).startsWith("GET /inside ");
        }
    }

    @Test
    void takes_any_name_for_this_machine() throws Exception {
        sink.tunnels(true);
        try (RecordingSink target = RecordingSink.start()) {
            assertThat(send("CONNECT api.test:" + target.port() + " HTTP/1.1\r\n\r\nGET / HTTP/1.0\r\n\r\n"))
                    .endsWith("sink");
            assertThat(send("CONNECT 10.1.2.3:" + target.port() + " HTTP/1.1\r\n\r\n"))
                    .startsWith("HTTP/1.1 502 ");
        }
    }

    @Test
    void demands_credentials() throws Exception {
        sink.tunnels(true).demands("me:secret");
        try (RecordingSink target = RecordingSink.start()) {
            String connect = "CONNECT api.test:" + target.port() + " HTTP/1.1\r\n";
            assertThat(send(connect + "\r\n")).startsWith("HTTP/1.1 407 ").contains("Proxy-Authenticate: Basic ");
            assertThat(send(connect + "Proxy-Authorization: Basic bWU6d3Jvbmc=\r\n\r\n"))
                    .startsWith("HTTP/1.1 407 ");
            assertThat(send(connect + "Proxy-Authorization: Basic bWU6c2VjcmV0\r\n\r\nGET / HTTP/1.0\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 ");
            assertThat(target.heads()).hasSize(1);
        }
    }
}
