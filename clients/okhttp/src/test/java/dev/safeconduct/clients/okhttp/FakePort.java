package dev.safeconduct.clients.okhttp;

import dev.safeconduct.testkit.RecordedRequest;
import dev.safeconduct.testkit.RecordingSink;
import dev.safeconduct.testkit.Reply;
import java.util.List;
import okhttp3.Request;

/** A server on this machine that always gives one response. */
final class FakePort implements AutoCloseable {

    private final RecordingSink sink = RecordingSink.start();

    private FakePort(Reply reply) {
        sink.answer(reply);
    }

    static FakePort answers(int status, String body) {
        return new FakePort(Reply.text(status, "text/plain", body));
    }

    static FakePort redirectsTo(String url) {
        return new FakePort(Reply.redirect(302, url));
    }

    int port() {
        return sink.port();
    }

    String url() {
        return sink.origin() + "/";
    }

    Request request() {
        return new Request.Builder().url(url()).build();
    }

    /** The {@code Authorization} of each request; "-" where there was none. */
    List<String> authorizations() {
        return sink.requests().stream().map(FakePort::authorization).toList();
    }

    private static String authorization(RecordedRequest request) {
        return request.headers("Authorization").isEmpty() ? "-" : String.join(",", request.headers("Authorization"));
    }

    @Override
    public void close() {
        sink.close();
    }
}
