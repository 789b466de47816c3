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
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
    private @Nullable HttpClient client;

    /**
     * @param timeout for the whole exchange, from the first packet to the last byte
     * @param executor runs the HTTP client's own work. No task on it may wait for this transport. Its identity marks
     *     our own calls: see {@link #owns}
     */
    public Transport(Duration connectTimeout, Duration timeout, Executor executor) {
        this.connectTimeout = connectTimeout;
        this.timeout = timeout;
        this.executor = executor;
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
        CompletableFuture<HttpResponse<byte[]>> future =
                client().sendAsync(request(call), info -> new CappedBodySubscriber(MAX_BODY));
        try {
            HttpResponse<byte[]> response = future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            String encoding = response.headers().firstValue("Content-Encoding").orElse("identity");
            if (!encoding.equalsIgnoreCase("identity")) {
                throw new OAuthException("The " + what + " answered in the encoding \""
                        + encoding.replaceAll("\\W", "?") + "\", which was not asked for.");
            }
            return new HttpAnswer(response.statusCode(), response.headers(), response.body());
        } catch (TimeoutException e) {
            future.cancel(true);
            throw new TransientException(
                    "The " + what + " (" + call + ") did not answer within " + timeout.toSeconds() + " s.", e);
        } catch (InterruptedException e) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            throw new TransientException(
                    "Interrupted while waiting for the " + what + ".", new InterruptedIOException());
        } catch (ExecutionException e) {
            throw failure(call, what, e.getCause() == null ? e : e.getCause());
        }
    }

    /** Whether a proxy connects to an endpoint. */
    public static boolean isProxied(URI endpoint) {
        return PROXIES.select(endpoint).stream().anyMatch(proxy -> proxy.type() != Proxy.Type.DIRECT);
    }

    private static OAuthException failure(HttpCall call, String what, Throwable cause) {
        if (cause instanceof CappedBodySubscriber.TooLargeException) {
            return new OAuthException(
                    "The " + what + " (" + call + ") answered with more than " + MAX_BODY + " bytes.");
        }
        if (cause instanceof SSLException) {
            return new InsecureEndpointException(
                    "The TLS connection to the " + what + " (" + call + ") failed: " + cause.getMessage()
                            + ". If its certificate comes from a private authority, make the JVM trust it, for example"
                            + " with -Djavax.net.ssl.trustStore.",
                    cause);
        }
        return new TransientException(
                "The " + what + " (" + call + ") cannot be reached: " + ServerText.sanitize(cause.toString()) + ".",
                cause);
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
