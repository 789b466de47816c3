package dev.safeconduct.it.clients;

import dev.safeconduct.testkit.FakeAuthorizationServer;
import dev.safeconduct.testkit.SelfSigned;
import dev.safeconduct.testkit.client.Api;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * A protected resource that speaks HTTP/2, in the clear and over TLS, and HTTP/1.1 to those who do not. A request that
 * expects 100 is refused before its body is asked for.
 */
final class Http2Api implements AutoCloseable {
    /** The length of a refusal that is longer than the first windows of HTTP/2. */
    static final int LONG = 300_000;

    /** Of one that is held, and of which two do not fit into the first window of a connection. */
    private static final int MIDDLING = 60_000;

    private static final int MANY_STREAMS = 128;

    final FakeAuthorizationServer issuer = FakeAuthorizationServer.start().client(Api.CLIENT, Api.SECRET);

    private final Server server = new Server();
    private final ServerConnector clear;
    private final ServerConnector secure;
    private final AtomicInteger served = new AtomicInteger();
    private volatile int each = Integer.MAX_VALUE;
    private final List<Received> received = Collections.synchronizedList(new ArrayList<>());

    /**
     * A request.
     *
     * @param connection the same for all requests of one connection
     * @param authorization empty where there was none
     */
    record Received(String path, String protocol, String connection, String authorization) {}

    private Http2Api(SelfSigned certificate, int streams) {
        HttpConfiguration http = new HttpConfiguration();
        http.setHttpCompliance(HttpCompliance.RFC9110.with(
                "any Host",
                HttpCompliance.Violation.MISMATCHED_AUTHORITY,
                HttpCompliance.Violation.UNSAFE_HOST_HEADER));
        HTTP2CServerConnectionFactory inTheClear = new HTTP2CServerConnectionFactory(http);
        HTTP2ServerConnectionFactory overTls = new HTTP2ServerConnectionFactory(http);
        inTheClear.setMaxConcurrentStreams(streams);
        overTls.setMaxConcurrentStreams(streams);
        clear = new ServerConnector(server, new HttpConnectionFactory(http), inTheClear);
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setKeyStorePath(certificate.keyStore().toString());
        tls.setKeyStorePassword(SelfSigned.PASSWORD);
        ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
        alpn.setDefaultProtocol(HttpVersion.HTTP_1_1.asString());
        secure = new ServerConnector(
                server,
                new SslConnectionFactory(tls, alpn.getProtocol()),
                alpn,
                overTls,
                new HttpConnectionFactory(http));
        for (ServerConnector connector : List.of(clear, secure)) {
            connector.setHost("127.0.0.1");
            server.addConnector(connector);
        }
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) throws Exception {
                answer(request, response, callback);
                return true;
            }
        });
    }

    static Http2Api start(SelfSigned certificate) {
        return start(certificate, MANY_STREAMS);
    }

    /**
     * One that allows so many streams of a connection at once.
     *
     * @param streams MAX_CONCURRENT_STREAMS (RFC 9113 §6.5.2)
     */
    static Http2Api start(SelfSigned certificate, int streams) {
        Http2Api api = new Http2Api(certificate, streams);
        try {
            api.server.start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return api;
    }

    String url(String below) {
        return "http://127.0.0.1:" + clear.getLocalPort() + "/mcp" + below;
    }

    String secureUrl(String below) {
        return "https://127.0.0.1:" + secure.getLocalPort() + "/mcp" + below;
    }

    Map<String, String> settings(String name) {
        return Api.settings(name, url(""), issuer);
    }

    Map<String, String> secureSettings(String name) {
        return Api.settings(name, secureUrl(""), issuer);
    }

    /** All its tokens end whenever it has served so many requests. */
    Http2Api endsTokensAfterEach(int requests) {
        each = requests;
        return this;
    }

    /** How many requests it has let through. */
    int served() {
        return served.get();
    }

    /** All requests so far. */
    List<Received> received() {
        synchronized (received) {
            return List.copyOf(received);
        }
    }

    /** How often a token was asked for. */
    int tokenRequests() {
        return issuer.requestsTo("/token").size();
    }

    void forgetRequests() {
        issuer.forgetRequests();
        received.clear();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            issuer.close();
        }
    }

    private void answer(Request request, Response response, Callback callback) throws Exception {
        String path = request.getHttpURI().getPath();
        String authorization = String.join(" AND ", request.getHeaders().getValuesList(HttpHeader.AUTHORIZATION));
        if (path.startsWith("/.well-known/")) {
            write(response, 404, "", callback);
            return;
        }
        received.add(new Received(
                path,
                request.getConnectionMetaData().getHttpVersion().asString(),
                request.getConnectionMetaData().getRemoteSocketAddress().toString(),
                authorization));
        boolean allowed = !path.equals("/mcp/closed")
                && authorization.startsWith("Bearer ")
                && issuer.isActive(authorization.substring(7));
        if (path.equals("/mcp/pushed")) {
            write(response, 200, "pushed", callback);
        } else if (!allowed) {
            if (!request.getHeaders().contains(HttpHeader.EXPECT)) {
                // Else the stream is reset, and the client may not get to see the answer.
                Content.Source.consumeAll(request);
            }
            response.getHeaders().put(new HttpField(HttpHeader.WWW_AUTHENTICATE, "Bearer error=\"invalid_token\""));
            write(response, 401, refusal(path), callback);
        } else if (path.equals("/mcp/away")) {
            response.getHeaders()
                    .put(new HttpField(HttpHeader.LOCATION, request.getHttpURI().getQuery()));
            write(response, 302, "", callback);
        } else {
            if (path.equals("/mcp/push")) {
                request.push(new MetaData.Request(
                        "GET",
                        HttpURI.build(request.getHttpURI()).path("/mcp/pushed").asImmutable(),
                        HttpVersion.HTTP_2,
                        HttpFields.EMPTY));
            }
            if (served.incrementAndGet() % each == 0) {
                issuer.endAccessTokens();
            }
            String body = Content.Source.asString(request, StandardCharsets.UTF_8);
            write(response, 200, "ok " + body.length(), callback);
        }
    }

    private static String refusal(String path) {
        return path.endsWith("long") ? "x".repeat(LONG) : path.endsWith("middling") ? "x".repeat(MIDDLING) : "refused";
    }

    /** Closes all connections, without a word. */
    void dropConnections() {
        for (ServerConnector connector : List.of(clear, secure)) {
            connector.getConnectedEndPoints().forEach(EndPoint::close);
        }
    }

    private static void write(Response response, int status, String body, Callback callback) {
        response.setStatus(status);
        Content.Sink.write(response, true, body, callback);
    }
}
