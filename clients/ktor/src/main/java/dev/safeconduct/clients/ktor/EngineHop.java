package dev.safeconduct.clients.ktor;

import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.request.Hop;
import dev.safeconduct.client.request.Origin;
import io.ktor.client.engine.HttpClientEngineCapabilityKt;
import io.ktor.client.engine.HttpClientEngineConfig;
import io.ktor.client.engine.cio.CIOEngineConfig;
import io.ktor.client.request.HttpRequestData;
import io.ktor.http.Headers;
import io.ktor.http.HeadersBuilder;
import io.ktor.http.Url;
import io.ktor.http.content.OutgoingContent;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A request as an engine gets it: nothing above sees what is changed here. */
final class EngineHop {

    private static final String PROOF = "DPoP";

    private EngineHop() {}

    /** Where a request goes; null if not to a host of its URL. */
    static @Nullable Origin target(HttpRequestData request) {
        if (hasCapability(request, "UnixSocket")) {
            return null;
        }
        Url url = request.getUrl();
        String scheme = url.getProtocol().getName();
        return new Origin(
                scheme.startsWith("ws") ? scheme.replaceFirst("ws", "http") : scheme, url.getHost(), url.getPort());
    }

    /** Whether the program or a plugin asks the engine for something, by the name of its class, which versions change. */
    private static boolean hasCapability(HttpRequestData request, String name) {
        Map<?, ?> capabilities =
                request.getAttributes().getOrNull(HttpClientEngineCapabilityKt.getENGINE_CAPABILITIES_KEY());
        if (capabilities != null) {
            for (Object key : capabilities.keySet()) {
                if (key.getClass().getName().contains(name)) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * How long the engine gives a request; zero if that is not limited, or by the plugin {@code HttpTimeout}, which cancels
     * what waits.
     */
    static Duration timeout(HttpRequestData request, HttpClientEngineConfig config) {
        return config.getClass().getName().equals("io.ktor.client.engine.cio.CIOEngineConfig")
                        && !hasCapability(request, ".HttpTimeout")
                ? Duration.ofMillis(Math.max(0, OfCio.timeout(config)))
                : Duration.ZERO;
    }

    /** Not loaded where the program does not have CIO. */
    private static final class OfCio {

        static long timeout(HttpClientEngineConfig config) {
            return ((CIOEngineConfig) config).getRequestTimeout();
        }
    }

    /** Where it goes and no more: it is asked of every request. */
    static Hop place(HttpRequestData request, Origin target) {
        return new Hop(
                request.getMethod().getValue(), target, request.getUrl().getEncodedPath(), null, List.of(), false);
    }

    static Hop of(HttpRequestData request, Origin target, @Nullable Origin started, HttpClientEngineConfig config) {
        Url url = request.getUrl();
        boolean isOccupied = hasOwn(request.getHeaders())
                || hasOwn(request.getBody().getHeaders())
                || url.getUser() != null
                || url.getPassword() != null
                || isReadByProxy(target, config);
        return new Hop(
                request.getMethod().getValue(),
                target,
                url.getEncodedPath(),
                started,
                Objects.requireNonNullElse(request.getHeaders().getAll("Host"), List.of()),
                isOccupied);
    }

    private static boolean hasOwn(Headers fields) {
        return fields.contains(Authorization.HEADER) || fields.contains(PROOF);
    }

    /** CIO has an HTTP proxy of its own or, from version 3 on, that of the JVM. */
    private static boolean isReadByProxy(Origin target, HttpClientEngineConfig config) {
        if (target.isHttps()) {
            return false;
        }
        Proxy own = config.getProxy();
        if (own != null && own.type() == Proxy.Type.HTTP) {
            return true;
        }
        ProxySelector ofAll = ProxySelector.getDefault();
        try {
            return ofAll != null
                    && ofAll
                            .select(new URI(target.scheme(), null, target.host(), target.port(), "/", null, null))
                            .stream()
                            .anyMatch(proxy -> proxy.type() != Proxy.Type.DIRECT);
        } catch (URISyntaxException | IllegalArgumentException e) {
            return true; // it is not known who reads it
        }
    }

    /** The same with a token. */
    static HttpRequestData carrying(HttpRequestData request, Authorization authorization) {
        if (authorization.isNone()) {
            return request;
        }
        HeadersBuilder fields = new HeadersBuilder();
        fields.appendAll(request.getHeaders());
        authorization.writeTo(fields::set);
        return new HttpRequestData(
                request.getUrl(),
                request.getMethod(),
                fields.build(),
                request.getBody(),
                request.getExecutionContext(),
                request.getAttributes());
    }

    /** Whether Ktor has the body whole; of others it is not known whether they can be read twice. */
    static boolean isRepeatable(HttpRequestData request) {
        OutgoingContent body = request.getBody();
        return body instanceof OutgoingContent.ByteArrayContent || body instanceof OutgoingContent.NoContent;
    }
}
