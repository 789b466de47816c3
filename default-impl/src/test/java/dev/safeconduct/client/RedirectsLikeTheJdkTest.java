package dev.safeconduct.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.testkit.RecordedRequest;
import dev.safeconduct.testkit.RecordingSink;
import dev.safeconduct.testkit.Reply;
import dev.safeconduct.testkit.SelfSigned;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where no token is concerned, a redirect ends as with a client of the JDK: the same requests, the same response. */
class RedirectsLikeTheJdkTest extends LibraryTest {

    private static SelfSigned certificate;
    private RecordingSink sink;
    private RecordingSink secureSink;

    @BeforeAll
    static void makeCertificate(@TempDir Path folder) throws Exception {
        certificate = SelfSigned.create(folder);
    }

    @BeforeEach
    void startSinks() throws Exception {
        sink = RecordingSink.start();
        secureSink = RecordingSink.start("127.0.0.1", 0, certificate.context());
    }

    @AfterEach
    void stopSinks() {
        sink.close();
        secureSink.close();
    }

    @ParameterizedTest
    @EnumSource
    void every_redirect_ends_as_without_us(Redirect policy) throws Exception {
        HttpClient.Builder builder =
                HttpClient.newBuilder().followRedirects(policy).sslContext(certificate.context());
        HttpClient plain = builder.build();
        HttpClient ours = open(program()).authorizedClient(builder);
        String http = sink.origin();
        String https = secureSink.origin();
        for (int status : List.of(300, 301, 302, 303, 304, 305, 307, 308, 399)) {
            for (String location : new String[] {http + "/there", https + "/there", "/there", "there?x=1#y", null}) {
                for (String method : List.of("GET", "HEAD", "POST", "PUT", "DELETE")) {
                    for (RecordingSink start : List.of(sink, secureSink)) {
                        assertSame(plain, ours, start, status, location, method);
                    }
                }
            }
        }
        for (String location : List.of("/start", "::", "http://", "ftp://127.0.0.1/x")) {
            assertSame(plain, ours, sink, 302, location, "GET");
        }
    }

    private void assertSame(
            HttpClient plain, HttpClient ours, RecordingSink start, int status, String location, String method)
            throws Exception {
        String what = method + " " + status + " from " + start.origin() + " to " + location;
        Reply reply = Reply.text(status, "text/plain", method.equals("HEAD") || status == 304 ? "" : "moved");
        start.answer(location == null ? reply : reply.header("Location", location));
        RecordingSink other = start == sink ? secureSink : sink;
        other.answer(Reply.text(200, "text/plain", method.equals("HEAD") ? "" : "landed"));
        HttpRequest request = HttpRequest.newBuilder(URI.create(start.origin() + "/start"))
                .header("X-Own", "1")
                .method(method, body(method))
                .build();
        assertThat(outcome(ours, request, false)).as(what).isEqualTo(outcome(plain, request, false));
        assertThat(outcome(ours, request, true)).as(what + ", async").isEqualTo(outcome(plain, request, true));
    }

    private static BodyPublisher body(String method) {
        return switch (method) {
            case "POST" -> BodyPublishers.ofString("hello");
            case "PUT" ->
                BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream("streamed".getBytes(StandardCharsets.UTF_8)));
            default -> BodyPublishers.noBody();
        };
    }

    private Map<String, Object> outcome(HttpClient client, HttpRequest request, boolean async) throws Exception {
        sink.forget();
        secureSink.forget();
        Map<String, Object> outcome = new LinkedHashMap<>();
        try {
            HttpResponse<String> response = async
                    ? client.sendAsync(request, BodyHandlers.ofString()).get(60, TimeUnit.SECONDS)
                    : client.send(request, BodyHandlers.ofString());
            outcome.put("body", response.body());
            outcome.put("text", response.toString());
            for (Optional<HttpResponse<String>> each = Optional.of(response);
                    each.isPresent();
                    each = each.get().previousResponse()) {
                HttpResponse<String> hop = each.get();
                outcome.put(
                        "hop " + outcome.size(),
                        List.of(
                                hop.statusCode(),
                                hop.uri(),
                                hop.request().method(),
                                hop.request().uri(),
                                hop.request().headers().map(),
                                hop.body() == null));
            }
        } catch (IOException | ExecutionException | RuntimeException e) {
            outcome.put("failed", true); // the exception is another one in each version of the JDK
        }
        outcome.put("sink", heads(sink));
        outcome.put("secure sink", heads(secureSink));
        return outcome;
    }

    private static List<String> heads(RecordingSink sink) {
        List<String> heads = new ArrayList<>();
        for (RecordedRequest request : sink.requests()) {
            heads.add(request.head() + request.bodySha256());
        }
        return heads;
    }
}
