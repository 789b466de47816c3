package dev.safeconduct.testkit;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a fake server answers to one request: an ordinary HTTP answer, or one of the ways not to answer. Immutable. */
public final class Reply {

    enum Kind {
        ANSWER,
        RAW,
        NEVER,
        HANG_UP,
        TUNNEL
    }

    private final Kind kind;
    private final int status;
    private final List<Header> headers;
    private final byte[] body;
    private final long filled;
    private final Duration delay;
    private final Duration pause;

    private Reply(
            Kind kind, int status, List<Header> headers, byte[] body, long filled, Duration delay, Duration pause) {
        this.kind = kind;
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.filled = filled;
        this.delay = delay;
        this.pause = pause;
    }

    private static Reply of(Kind kind, int status, byte[] body) {
        return new Reply(kind, status, List.of(), body, -1, Duration.ZERO, Duration.ZERO);
    }

    /** An answer without a body. */
    public static Reply status(int status) {
        return of(Kind.ANSWER, status, new byte[0]);
    }

    /** An answer with a text of this type. */
    public static Reply text(int status, String contentType, String body) {
        return of(Kind.ANSWER, status, body.getBytes(StandardCharsets.UTF_8)).header("Content-Type", contentType);
    }

    /** An answer of this JSON text, right or wrong. */
    public static Reply json(int status, String json) {
        return text(status, "application/json", json);
    }

    /** An answer of this object, written as JSON; for strings, numbers, booleans, lists and maps. */
    public static Reply json(int status, Map<String, ?> object) {
        return json(status, Json.write(object));
    }

    /** An OAuth error document (RFC 6749 §5.2). */
    public static Reply oauthError(int status, String error, String description) {
        return json(status, Json.write(Map.of("error", error, "error_description", description)))
                .header("Cache-Control", "no-store");
    }

    /** A redirect. */
    public static Reply redirect(int status, String location) {
        return status(status).header("Location", location);
    }

    /** An error with {@code Retry-After} in seconds. */
    public static Reply retryAfter(int status, Duration after) {
        return status(status).header("Retry-After", Long.toString(after.toSeconds()));
    }

    /** Status 200, says it is JSON, and is not. */
    public static Reply garbage() {
        return json(200, "<<<{\"access_token\": not json \u0000");
    }

    /** A 200 answer of so many bytes {@code x}. */
    public static Reply filled(long length) {
        return new Reply(
                Kind.ANSWER,
                200,
                List.of(new Header("Content-Type", "application/octet-stream")),
                new byte[0],
                length,
                Duration.ZERO,
                Duration.ZERO);
    }

    /** Exactly these bytes (ISO 8859-1) in place of an HTTP answer; then the connection is closed. */
    public static Reply raw(String bytes) {
        return of(Kind.RAW, 0, bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** No answer: the connection stays open until the client or the server is closed. */
    public static Reply never() {
        return of(Kind.NEVER, 0, new byte[0]);
    }

    /** No answer: the connection is closed. */
    public static Reply hangUp() {
        return of(Kind.HANG_UP, 0, new byte[0]);
    }

    /** A tunnel to this host and port. */
    static Reply tunnel(String authority) {
        return of(Kind.TUNNEL, 200, authority.getBytes(StandardCharsets.US_ASCII));
    }

    /** The same with one more header line. */
    public Reply header(String name, String value) {
        List<Header> more = new ArrayList<>(headers);
        more.add(new Header(name, value));
        return new Reply(kind, status, List.copyOf(more), body, filled, delay, pause);
    }

    /** The same, sent this much later. */
    public Reply delayed(Duration by) {
        return new Reply(kind, status, headers, body, filled, delay.plus(by), pause);
    }

    /** The same, the body sent byte by byte with this pause after each. */
    public Reply slowly(Duration pauseAfterEachByte) {
        return new Reply(kind, status, headers, body, filled, delay, pauseAfterEachByte);
    }

    /** The status; 0 where no HTTP answer is given. */
    public int status() {
        return status;
    }

    /** The body as text. */
    public String body() {
        return new String(body, StandardCharsets.UTF_8);
    }

    Kind kind() {
        return kind;
    }

    List<Header> headers() {
        return headers;
    }

    byte[] bytes() {
        return body;
    }

    long length() {
        return filled >= 0 ? filled : body.length;
    }

    boolean isFilled() {
        return filled >= 0;
    }

    Duration delay() {
        return delay;
    }

    Duration pause() {
        return pause;
    }

    @Override
    public String toString() {
        return "Reply[" + kind + " " + status + ", " + length() + " bytes]";
    }
}
