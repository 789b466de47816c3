package dev.safeconduct.client.internal.transport;

import dev.safeconduct.client.internal.concurrent.Deadline;
import dev.safeconduct.client.oauth.InsecureEndpointException;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.ProviderConfig;
import dev.safeconduct.spi.TransientException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The only way out for the client's own calls: a deadline for the whole exchange, a cap on what is read, no redirects,
 * no cookies, no authenticator, no offer of HTTP/2 in the clear. Safe for all threads; {@link #send} and
 * {@link #head} block.
 */
public final class Transport {

    /** The most that is read of an answer, in bytes. */
    public static final int MAX_BODY = 256 * 1024;

    /** How much later than the HTTP client itself we end a call. */
    private static final int PROXY_AUTHENTICATION_REQUIRED = 407;

    private final Duration timeout;
    private final Proxies proxies;
    private final HttpClients clients;

    /**
     * @param timeout for the whole exchange, from the look-up of the host to the last byte
     * @param executor runs the HTTP client's own work. No task on it may wait for this transport
     * @param settings where proxies are read at each call, and the files for TLS at the first call that finds them good
     */
    public Transport(Duration connectTimeout, Duration timeout, Executor executor, ProviderConfig settings) {
        this.timeout = timeout;
        this.proxies = new Proxies(settings, ProxySelector::getDefault);
        this.clients = new HttpClients(connectTimeout, executor, settings, proxies, null);
    }

    /**
     * Over an HTTP client that was made by the caller, with its proxies, its TLS and its threads.
     *
     * @param given follows no redirects
     */
    public Transport(HttpClient given, Duration timeout, ProviderConfig settings) {
        this.timeout = timeout;
        this.proxies = new Proxies(settings, () -> given.proxy().orElseGet(ProxySelector::getDefault));
        this.clients = new HttpClients(timeout, given.executor().orElse(Runnable::run), settings, proxies, given);
    }

    /** How long one {@link #send} takes at most. */
    public Duration timeout() {
        return timeout;
    }

    /**
     * Sends a request and waits for the whole answer.
     *
     * @param policy checked just before connecting
     * @param what the endpoint in words, for errors
     * @throws InsecureEndpointException if the policy refuses the endpoint, or its certificate is not trusted
     * @throws TransientException if the network or the deadline was in the way
     * @throws OAuthException if a proxy or file that is configured is not usable
     */
    public HttpResult send(HttpCall call, EndpointPolicy policy, String what) throws OAuthException {
        return send(call, policy, what, null);
    }

    /**
     * The same, by a connection on which a certificate is shown if the server asks for it.
     *
     * @param identity the key and certificate; null for those that the configuration has for all calls, if any
     * @throws OAuthException as {@link #send(HttpCall, EndpointPolicy, String)}
     */
    public HttpResult send(HttpCall call, EndpointPolicy policy, String what, @Nullable TlsIdentity identity)
            throws OAuthException {
        return send(call, policy, what, identity, timeout, true);
    }

    /**
     * Sends a request and waits for status and headers alone: the body may be a stream without an end.
     *
     * @param limit how long to wait; no longer than {@link #timeout}
     * @return the response with an empty body
     * @throws NoResponseException if the server was reached, and did not respond in this time
     * @throws OAuthException as {@link #send}
     */
    public HttpResult head(HttpCall call, EndpointPolicy policy, String what, Duration limit) throws OAuthException {
        return send(call, policy, what, null, limit.compareTo(timeout) < 0 ? limit : timeout, false);
    }

    private HttpResult send(
            HttpCall call,
            EndpointPolicy policy,
            String what,
            @Nullable TlsIdentity identity,
            Duration limit,
            boolean withBody)
            throws OAuthException {
        boolean proxied = proxies.isProxied(call.uri());
        policy.check(call.uri(), what, proxied);
        HttpProxy proxy = proxies.configured(call.uri());
        try {
            // Not sendAsync: that completes on the common pool, which the host may have filled.
            HttpClient client = clients.with(identity, !isPlain(call.uri()));
            HttpResponse<byte[]> response = send(client, request(call, proxy), limit, withBody);
            if (response.statusCode() == PROXY_AUTHENTICATION_REQUIRED && proxied) {
                throw CallFailure.refusedByProxy(proxy);
            }
            byte[] body =
                    ContentCoding.decode(response.body(), response.headers().allValues("Content-Encoding"), what);
            return new HttpResult(response.statusCode(), response.headers(), body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientException(
                    "Interrupted while waiting for the " + what + ".", new InterruptedIOException());
        } catch (OAuthException e) {
            throw e;
        } catch (IOException e) {
            throw CallFailure.of(e, what + " (" + call + ")", limit, proxy);
        }
    }

    /** Without the client's own timeout, which goes on while this process is stopped and needs its selector thread. */
    private static HttpResponse<byte[]> send(HttpClient client, HttpRequest request, Duration limit, boolean withBody)
            throws IOException, InterruptedException {
        try (Deadline end = new Deadline(limit)) {
            try {
                return client.send(request, new Reading(withBody));
            } catch (InterruptedException e) {
                if (end.isExpired()) {
                    throw new HttpTimeoutException("no response in time");
                }
                throw e;
            }
        }
    }

    /**
     * Checks an endpoint as {@link #send} does before it connects. Resolves its host name, so it may block.
     *
     * @throws OAuthException as {@link #send} does
     */
    public void check(URI endpoint, EndpointPolicy policy, String what) throws OAuthException {
        policy.check(endpoint, what, proxies.isProxied(endpoint));
    }

    private record Reading(boolean withBody) implements BodyHandler<byte[]>, SafeconductRequest {
        @Override
        public BodySubscriber<byte[]> apply(ResponseInfo info) {
            return withBody ? new CappedBodySubscriber(MAX_BODY) : new NoBodySubscriber();
        }
    }

    private HttpRequest request(HttpCall call, @Nullable HttpProxy proxy) {
        byte[] body = call.body();
        HttpRequest.Builder builder = HttpRequest.newBuilder(call.uri())
                .method(call.method(), body == null ? BodyPublishers.noBody() : new SentOnce(body))
                .header("Accept-Encoding", "identity");
        if (isPlain(call.uri())) {
            // Else the JDK offers an upgrade to HTTP/2, at which common servers lose the body or respond with 400.
            builder.version(HttpClient.Version.HTTP_1_1);
        }
        call.headers().forEach(builder::header);
        String authorization = proxy == null ? null : proxy.authorization();
        if (authorization != null) {
            // The JDK takes this to the proxy only, not through the tunnel.
            builder.header("Proxy-Authorization", authorization);
        }
        return builder.build();
    }

    private static boolean isPlain(URI uri) {
        return "http".equalsIgnoreCase(uri.getScheme());
    }

    /** Ends the HTTP clients that were made here. Nothing is sent any more. Idempotent. */
    public void close() {
        clients.close();
    }
}
