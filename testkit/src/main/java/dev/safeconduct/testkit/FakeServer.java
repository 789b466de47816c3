package dev.safeconduct.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * What the fakes have in common: they listen on a loopback port, record every request and can be scripted by path. All
 * methods may be called from any thread while requests are being served.
 *
 * <p>A path given to a method is either the exact path of the request or the path below {@link #path}: for an issuer
 * {@code http://127.0.0.1:1234/tenant}, {@code /token} means {@code /tenant/token}.
 *
 * @param <S> the fake itself
 */
public abstract class FakeServer<S extends FakeServer<S>> implements AutoCloseable {
    private final HttpListener listener;
    private final String origin;
    private final String path;
    private final List<RecordedRequest> requests = new ArrayList<>();
    private final Map<Integer, Integer> answers = new ConcurrentHashMap<>();
    private final Map<String, Deque<Reply>> scripted = new ConcurrentHashMap<>();
    private final Map<String, Integer> toLose = new ConcurrentHashMap<>();
    private final Map<String, Duration> delays = new ConcurrentHashMap<>();
    private final Map<String, Function<RecordedRequest, @Nullable Reply>> handlers = new ConcurrentHashMap<>();

    FakeServer(Builder<?, ?> builder) {
        try {
            listener = new HttpListener(
                    builder.host, builder.port, builder.tls, this::serve, () -> (bytes, offset, length) -> {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (builder.clientCertificates) {
            listener.demandClientCertificates();
        }
        path = builder.path;
        origin = (listener.secure() ? "https://" : "http://") + builder.host + ":" + listener.port();
    }

    /** To be called when the fake is complete. */
    final void startListening() {
        listener.start();
    }

    /** Scheme, host and port, without a slash at the end. */
    public final String origin() {
        return origin;
    }

    /** The path given to the builder; empty, or beginning with a slash. */
    public final String path() {
        return path;
    }

    /** The port. */
    public final int port() {
        return listener.port();
    }

    /** Answers the next so many requests to a path in this way, without looking at them. */
    public final S next(String requestPath, int times, Reply reply) {
        scripted.computeIfAbsent(requestPath, key -> new ArrayDeque<>());
        scripted.computeIfPresent(requestPath, (key, replies) -> {
            replies.addAll(Collections.nCopies(times, reply));
            return replies;
        });
        return self();
    }

    /** Answers a path by this function; where it returns null, as usual. A null function takes it away. */
    public final S on(String requestPath, @Nullable Function<RecordedRequest, @Nullable Reply> handler) {
        if (handler == null) {
            handlers.remove(requestPath);
        } else {
            handlers.put(requestPath, handler);
        }
        return self();
    }

    /** Serves the next so many requests to a path as usual, but closes the connection in place of answering. */
    public final S loseAnswers(String requestPath, int times) {
        toLose.merge(requestPath, times, Integer::sum);
        return self();
    }

    /** Waits before answering each request to a path; the request has taken effect by then. */
    public final S delay(String requestPath, Duration delay) {
        delays.put(requestPath, delay);
        return self();
    }

    /** All requests so far, in their order. */
    public final List<RecordedRequest> requests() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }

    /** The requests to a path so far. */
    public final List<RecordedRequest> requestsTo(String requestPath) {
        return requests().stream().filter(request -> isAt(requestPath, request)).toList();
    }

    /** Forgets the requests and the counts of answers, nothing else. */
    public final S forgetRequests() {
        synchronized (requests) {
            requests.clear();
        }
        answers.clear();
        return self();
    }

    /** How many answers with this status were given; 0 counts the requests that got no HTTP answer. */
    public final int answersWith(int status) {
        return answers.getOrDefault(status, 0);
    }

    /** Whether a text occurs in the head or body of a request. */
    public final boolean sawAnywhere(String needle) {
        return requests().stream()
                .anyMatch(request -> request.head().contains(needle)
                        || request.body().contains(needle)
                        || FormParameters.decode(request.target()).contains(needle));
    }

    /** Closes the port and all connections. */
    @Override
    public void close() {
        listener.close();
    }

    /** The usual answer. */
    abstract Reply answer(RecordedRequest request);

    abstract S self();

    /** The path of a request below {@link #path}; the whole path if it is not below. */
    final String localPath(RecordedRequest request) {
        String whole = request.path();
        return whole.startsWith(path + "/") ? whole.substring(path.length()) : whole;
    }

    private boolean isAt(String requestPath, RecordedRequest request) {
        return request.path().equals(requestPath) || localPath(request).equals(requestPath);
    }

    private Reply serve(RecordedRequest request) {
        synchronized (requests) {
            requests.add(request);
        }
        Reply reply;
        try {
            reply = reply(request);
        } catch (RuntimeException e) {
            reply = Reply.text(500, "text/plain", "the script of the fake failed: " + e);
        }
        Duration delay = at(delays, request);
        answers.merge(reply.status(), 1, Integer::sum);
        return delay == null ? reply : reply.delayed(delay);
    }

    private Reply reply(RecordedRequest request) {
        Reply next = nextScripted(request);
        if (next != null) {
            return next;
        }
        Function<RecordedRequest, @Nullable Reply> handler = at(handlers, request);
        Reply reply = handler == null ? null : handler.apply(request);
        if (reply == null) {
            reply = answer(request);
        }
        return isToLose(request) ? Reply.hangUp() : reply;
    }

    private @Nullable Reply nextScripted(RecordedRequest request) {
        Reply[] next = new Reply[1];
        for (String key : List.of(request.path(), localPath(request))) {
            scripted.computeIfPresent(key, (name, replies) -> {
                next[0] = replies.poll();
                return replies.isEmpty() ? null : replies;
            });
            if (next[0] != null) {
                return next[0];
            }
        }
        return null;
    }

    private boolean isToLose(RecordedRequest request) {
        boolean[] lose = new boolean[1];
        for (String key : List.of(request.path(), localPath(request))) {
            toLose.computeIfPresent(key, (name, times) -> {
                lose[0] = true;
                return times > 1 ? times - 1 : null;
            });
            if (lose[0]) {
                return true;
            }
        }
        return false;
    }

    private <V> @Nullable V at(Map<String, V> byPath, RecordedRequest request) {
        V value = byPath.get(request.path());
        return value != null ? value : byPath.get(localPath(request));
    }

    /**
     * Where a fake listens.
     *
     * @param <S> the fake
     * @param <B> the builder itself
     */
    public abstract static class Builder<S extends FakeServer<S>, B extends Builder<S, B>> {
        private String host = "127.0.0.1";
        private int port;
        private String path;
        private @Nullable SSLContext tls;
        private boolean clientCertificates;

        Builder(String path) {
            this.path = path;
        }

        /**
         * The host in the fake's URLs; 127.0.0.1 if not set. A literal loopback address is bound as it is; for a name,
         * which the client must resolve to it, 127.0.0.1 is bound.
         */
        public final B host(String host) {
            this.host = host;
            return self();
        }

        /** The port; 0, any that is free, if not set. */
        public final B port(int port) {
            this.port = port;
            return self();
        }

        /** The path of the issuer or of the resource: empty, or with a slash at the beginning and none at the end. */
        public final B path(String path) {
            this.path = path;
            return self();
        }

        /** Serves https with this context; http if not set. */
        public final B tls(SSLContext context) {
            this.tls = context;
            return self();
        }

        /** Whether https clients must show a certificate that the context trusts; if not set, they need not. */
        public final B clientCertificates(boolean demanded) {
            this.clientCertificates = demanded;
            return self();
        }

        /** Binds the port and starts to serve. */
        public final S start() {
            S server = create();
            server.startListening();
            return server;
        }

        abstract S create();

        abstract B self();
    }
}
