package hosts;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.resolver.DefaultAddressResolverGroup;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.transport.ProxyProvider;

/**
 * A program that uses Reactor Netty and knows nothing of OAuth; written for 1.0, and runs with all that follow. Options of a
 * call: {@code timeout=<millis>} for the response; {@code authenticator}; {@code http2}, with prior knowledge where the URL
 * has no TLS, else as it is negotiated.
 */
public final class ReactorNettyHost extends NettyHost {

    private static final int MANY = 200;

    private final HttpClient client;

    ReactorNettyHost(UnaryOperator<HttpClient> preparation) {
        ConnectionProvider connections =
                ConnectionProvider.builder("host").maxConnections(MANY).build();
        client = preparation.apply(HttpClient.create(connections)
                .resolver(DefaultAddressResolverGroup.INSTANCE)
                .followRedirect(true));
    }

    public static void main(String[] args) throws Exception {
        new ReactorNettyHost(client -> client).serve();
        System.exit(0);
    }

    @Override
    CompletableFuture<Answer> send(
            String method, String url, String body, String proxy, String option, List<String> headers) {
        HttpClient with = client.headers(fields -> headers.forEach(header -> add(fields, header)));
        if (!proxy.isEmpty()) {
            InetSocketAddress address = proxy(proxy);
            with = with.proxy(spec -> spec.type(ProxyProvider.Proxy.HTTP)
                    .host(address.getHostString())
                    .port(address.getPort()));
        }
        if (option.contains("timeout=")) {
            with = with.responseTimeout(Duration.ofMillis(Long.parseLong(option.substring(option.indexOf('=') + 1))));
        }
        if (option.startsWith("http2")) {
            with = url.startsWith("https")
                    ? with.protocol(HttpProtocol.H2, HttpProtocol.HTTP11)
                    : with.protocol(HttpProtocol.H2C);
        }
        Mono<Answer> answer = with.request(HttpMethod.valueOf(method))
                .uri(url)
                .send((request, outbound) -> {
                    if (body.isEmpty()) {
                        return outbound.then();
                    }
                    byte[] bytes = bytes(body);
                    if (isStreamed(body)) {
                        if (body.startsWith("stream:")) {
                            request.requestHeaders().set("Content-Length", bytes.length);
                        }
                        return outbound.sendByteArray(Flux.fromIterable(parts(bytes)));
                    }
                    return outbound.sendByteArray(Mono.just(bytes));
                })
                .responseSingle((response, content) ->
                        content.asByteArray().defaultIfEmpty(new byte[0]).map(bytes -> answer(url, response, bytes)));
        return answer.toFuture();
    }

    private static Answer answer(String url, HttpClientResponse response, byte[] body) {
        String[] from = response.redirectedFrom();
        return new Answer(
                response.status().code(),
                from.length == 0 ? url : response.resourceUrl(),
                headers(response.responseHeaders().entries()),
                body);
    }

    private static void add(HttpHeaders fields, String header) {
        int colon = header.indexOf(':');
        fields.set(header.substring(0, colon), header.substring(colon + 1).trim());
    }
}
