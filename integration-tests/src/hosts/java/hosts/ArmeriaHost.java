package hosts;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.ClientFactoryBuilder;
import com.linecorp.armeria.client.Clients;
import com.linecorp.armeria.client.Endpoint;
import com.linecorp.armeria.client.SessionProtocolNegotiationCache;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.client.WebClientBuilder;
import com.linecorp.armeria.client.proxy.ProxyConfig;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpRequestWriter;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.common.util.SafeCloseable;
import io.netty.resolver.DefaultAddressResolverGroup;
import io.netty.util.AttributeKey;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * A program that uses Armeria and knows nothing of OAuth; written for 1.0, and runs with all that follow. It asks for
 * HTTP/1.1; where the option is {@code http2}, it leaves that to Armeria. Options of a call besides: {@code
 * timeout=<millis>} for the response; {@code authenticator}.
 */
public final class ArmeriaHost extends NettyHost {

    private static final AttributeKey<AtomicReference<String>> SENT_TO = AttributeKey.valueOf("sent-to");

    private final Map<String, WebClient> clients = new ConcurrentHashMap<>();
    private final Consumer<WebClientBuilder> preparation;

    ArmeriaHost(Consumer<WebClientBuilder> preparation) {
        this.preparation = preparation;
    }

    public static void main(String[] args) throws Exception {
        new ArmeriaHost(builder -> {}).serve();
        System.exit(0);
    }

    @Override
    CompletableFuture<Answer> send(
            String method, String url, String body, String proxy, String option, List<String> headers) {
        WebClient client = clients.computeIfAbsent(proxy + " " + option, missing -> built(proxy, option));
        RequestHeadersBuilder fields = RequestHeaders.builder(
                HttpMethod.valueOf(method),
                option.equals("http2")
                        ? url
                        : url.replaceFirst("(?i)^http://", "h1c://").replaceFirst("(?i)^https://", "h1://"));
        List<String> hosts = new ArrayList<>();
        for (String header : headers) {
            String name = header.substring(0, header.indexOf(':'));
            String value = header.substring(name.length() + 1).trim();
            if (name.equals("Host")) {
                hosts.add(value);
            } else {
                fields.set(name, value);
            }
        }
        AtomicReference<String> sentTo = new AtomicReference<>(url);
        HttpResponse response;
        try (SafeCloseable ignored = Clients.withContextCustomizer(context -> {
            context.setAttr(SENT_TO, sentTo);
            hosts.forEach(host -> context.setAdditionalRequestHeader(HttpHeaderNames.AUTHORITY, host));
        })) {
            response = client.execute(request(fields, body));
        }
        return response.aggregate().thenApply(whole -> answer(sentTo.get(), whole));
    }

    private static HttpRequest request(RequestHeadersBuilder fields, String body) {
        if (body.isEmpty()) {
            return HttpRequest.of(fields.build());
        }
        byte[] bytes = bytes(body);
        if (!isStreamed(body)) {
            return HttpRequest.of(fields.build(), HttpData.wrap(bytes));
        }
        if (body.startsWith("stream:")) {
            fields.setInt(HttpHeaderNames.CONTENT_LENGTH, bytes.length);
        }
        HttpRequestWriter writer = HttpRequest.streaming(fields.build());
        parts(bytes).forEach(part -> writer.write(HttpData.wrap(part)));
        writer.close();
        return writer;
    }

    private static Answer answer(String url, AggregatedHttpResponse response) {
        List<Map.Entry<String, String>> fields = new ArrayList<>();
        response.headers().forEach((name, value) -> {
            if (name.charAt(0) != ':') {
                fields.add(Map.entry(name.toString(), value));
            }
        });
        return new Answer(
                response.status().code(),
                url,
                headers(fields),
                response.content().array());
    }

    private WebClient built(String proxy, String option) {
        ClientFactoryBuilder factory =
                ClientFactory.builder().addressResolverGroupFactory(loops -> DefaultAddressResolverGroup.INSTANCE);
        if (!proxy.isEmpty()) {
            factory.proxyConfig(ProxyConfig.connect(proxy(proxy)));
        }
        WebClientBuilder builder = WebClient.builder().factory(factory.build());
        if (option.startsWith("timeout=")) {
            builder.responseTimeoutMillis(Long.parseLong(option.substring("timeout=".length())));
        }
        preparation.accept(builder);
        builder.decorator((delegate, context, request) -> {
            Endpoint to = context.endpoint();
            context.attr(SENT_TO)
                    .set((context.sessionProtocol().isTls() ? "https://" : "http://")
                            + to.authority()
                            + context.path());
            if (!option.equals("http2")) { // a redirect does not lead to h1c
                SessionProtocolNegotiationCache.setUnsupported(
                        new InetSocketAddress(
                                to.host(), to.port(context.sessionProtocol().defaultPort())),
                        SessionProtocol.H2C);
            }
            return delegate.execute(context, request);
        });
        followRedirects(builder);
        return builder.build();
    }

    /** In versions that can. */
    private static void followRedirects(WebClientBuilder builder) {
        try {
            WebClientBuilder.class.getMethod("followRedirects").invoke(builder);
        } catch (NoSuchMethodException e) {
            // It is an older one.
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
