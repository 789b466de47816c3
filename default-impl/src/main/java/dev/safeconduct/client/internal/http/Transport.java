package dev.safeconduct.client.internal.http;

import dev.safeconduct.client.internal.text.ServerText;
import dev.safeconduct.spi.InsecureEndpointException;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TransientException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The only way out for the client's own calls: a deadline for the whole exchange, a cap on what is read, no redirects,
 * no cookies, no authenticator, no compression. Safe for all threads; {@link #send} blocks.
 */
public final class Transport {

    /** The most that is read of an answer, in bytes. */
    public static final int MAX_BODY = 256 * 1024;

    private static final ProxySelector PROXIES = new HttpsProxies();

    private final Duration connectTimeout;
    private final Duration timeout;
    private final Executor executor;
    private final ScheduledExecutorService timer;
    private @Nullable HttpClient client;

    /**
     * @param timeout for the whole exchange, from the first packet to the last byte
     * @param executor runs the HTTP client's own work. No task on it may wait for this transport. Its identity marks
     *     our own calls: see {@link #owns}
     * @param timer ends calls that take too long
     */
    public Transport(Duration connectTimeout, Duration timeout, Executor executor, ScheduledExecutorService timer) {
        this.connectTimeout = connectTimeout;
        this.timeout = timeout;
        this.executor = executor;
        this.timer = timer;
    }

    /** How long one {@link #send} takes at most. */
    public Duration timeout() {
        return timeout;
    }

    /** Whether an HTTP client is the one that this transport uses; never blocks and makes no client. */
    public boolean owns(HttpClient other) {
        return other.executor().filter(theirs -> theirs == executor).isPresent();
    }

    /**
     * Sends a request and waits for the whole answer.
     *
     * @param policy checked just before connecting
     * @param what the endpoint in words, for errors
     * @throws InsecureEndpointException if the policy refuses the endpoint, or its certificate is not trusted
     * @throws TransientException if the network or the deadline was in the way
     */
    public HttpAnswer send(HttpCall call, EndpointPolicy policy, String what) throws OAuthException {
        policy.check(call.uri(), what, isProxied(call.uri()));
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            // Not sendAsync: that completes on the common pool, which the host may have filled.
            HttpResponse<byte[]> response = client().send(request(call), info -> body(deadline));
            String encoding = response.headers().firstValue("Content-Encoding").orElse("identity");
            if (!encoding.equalsIgnoreCase("identity")) {
                throw new OAuthException("The " + what + " answered in the encoding \""
                        + encoding.replaceAll("\\W", "?") + "\", which was not asked for.");
            }
            return new HttpAnswer(response.statusCode(), response.headers(), response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientException(
                    "Interrupted while waiting for the " + what + ".", new InterruptedIOException());
        } catch (OAuthException e) {
            throw e;
        } catch (IOException e) {
            throw failure(call, what, e);
        }
    }

    /** The client's own timeout ends with the headers; the body has to be there by then too. */
    private CappedBodySubscriber body(long deadline) {
        CappedBodySubscriber body = new CappedBodySubscriber(MAX_BODY);
        ScheduledFuture<?> alarm =
                timer.schedule(body::expire, Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        var unused = body.getBody().whenComplete((bytes, failure) -> alarm.cancel(false));
        return body;
    }

    /** Whether a proxy connects to an endpoint. */
    public static boolean isProxied(URI endpoint) {
        return PROXIES.select(endpoint).stream().anyMatch(proxy -> proxy.type() != Proxy.Type.DIRECT);
    }

    private OAuthException failure(HttpCall call, String what, IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CappedBodySubscriber.TooLargeException) {
                return new OAuthException(
                        "The " + what + " (" + call + ") answered with more than " + MAX_BODY + " bytes.");
            }
            if (cause instanceof SSLException) {
                return new InsecureEndpointException(
                        "The TLS connection to the " + what + " (" + call + ") failed: "
                                + ServerText.sanitize(String.valueOf(cause.getMessage()))
                                + ". If its certificate comes from a private authority, make the JVM trust it, for"
                                + " example with -Djavax.net.ssl.trustStore.",
                        failure);
            }
            if (cause instanceof HttpTimeoutException && !(cause instanceof HttpConnectTimeoutException)) {
                return new TransientException(
                        "The " + what + " (" + call + ") did not answer within " + timeout.toSeconds() + " s.",
                        failure);
            }
        }
        return new TransientException(
                "The " + what + " (" + call + ") cannot be reached: " + ServerText.sanitize(failure.toString()) + ".",
                failure);
    }

    private HttpRequest request(HttpCall call) {
        byte[] body = call.body();
        HttpRequest.Builder builder = HttpRequest.newBuilder(call.uri())
                .timeout(timeout)
                .method(call.method(), body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))
                .header("Accept-Encoding", "identity");
        call.headers().forEach(builder::header);
        return builder.build();
    }

    private synchronized HttpClient client() {
        if (client == null) {
            client = HttpClient.newBuilder()
                    .connectTimeout(connectTimeout)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .executor(executor)
                    .proxy(PROXIES)
                    .sslContext(strictTls())
                    .build();
        }
        return client;
    }

    /** The host's proxies, for https alone: what goes in the clear, refresh tokens too, none of them is to read. */
    private static final class HttpsProxies extends ProxySelector {
        @Override
        public List<Proxy> select(URI uri) {
            ProxySelector host = ProxySelector.getDefault();
            boolean https = "https".equalsIgnoreCase(uri.getScheme());
            return https && host != null ? host.select(uri) : List.of(Proxy.NO_PROXY);
        }

        @Override
        public void connectFailed(URI uri, SocketAddress address, IOException failure) {
            ProxySelector host = ProxySelector.getDefault();
            if (host != null) {
                host.connectFailed(uri, address, failure);
            }
        }
    }

    /** Not the JVM's default context: the host may have replaced that by one that trusts everything. */
    private static SSLContext strictTls() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JVM has no usable TLS.", e);
        }
    }
}
