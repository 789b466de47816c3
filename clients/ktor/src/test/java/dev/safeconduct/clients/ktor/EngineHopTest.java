package dev.safeconduct.clients.ktor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.request.Hop;
import dev.safeconduct.client.request.Origin;
import io.ktor.client.engine.HttpClientEngineCapability;
import io.ktor.client.engine.HttpClientEngineConfig;
import io.ktor.client.request.HttpRequestBuilder;
import io.ktor.client.request.HttpRequestData;
import io.ktor.client.request.HttpRequestKt;
import io.ktor.http.ContentType;
import io.ktor.http.Headers;
import io.ktor.http.HeadersBuilder;
import io.ktor.http.content.ByteArrayContent;
import io.ktor.http.content.OutgoingContent;
import io.ktor.http.content.OutputStreamContent;
import io.ktor.http.content.TextContent;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.util.Objects;
import java.util.function.Consumer;
import kotlin.Unit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EngineHopTest {

    private static final OutgoingContent EMPTY = new ByteArrayContent(new byte[0], null, null);

    /** A capability as Ktor 3 has one. */
    private static final class UnixSocketCapability implements HttpClientEngineCapability<String> {}

    @ParameterizedTest
    @CsvSource({
        "http://api.example.com/a, http, 80",
        "https://api.example.com/a, https, 443",
        "https://api.example.com:8443/a, https, 8443",
        "ws://api.example.com/a, http, 80",
        "wss://api.example.com/a, https, 443"
    })
    void target_is_where_the_engine_connects_to(String url, String scheme, int port) {
        assertThat(EngineHop.target(request(url, EMPTY, request -> {})))
                .isEqualTo(new Origin(scheme, "api.example.com", port));
    }

    @Test
    void t11_request_over_a_unix_socket_has_no_target() {
        assertThat(EngineHop.target(request(
                        "http://api.example.com/a",
                        EMPTY,
                        request -> request.setCapability(new UnixSocketCapability(), "/run/other"))))
                .isNull();
    }

    @Test
    void hop_says_what_the_request_has() {
        Hop hop = hop(
                "https://api.example.com/a%20b?c=d",
                EMPTY, request -> request.getHeaders().append("Host", "other.example.com"));
        assertThat(hop.isOccupied()).isFalse();
        assertThat(hop.rawPath()).isEqualTo("/a%20b");
        assertThat(hop.hostFields()).containsExactly("other.example.com");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Authorization", "authorization", "DPoP"})
    void t10_own_field_of_request_or_body_is_left_alone(String name) {
        String url = "https://api.example.com/a";
        assertThat(hop(url, EMPTY, request -> request.getHeaders().append(name, "own"))
                        .isOccupied())
                .isTrue();
        OutgoingContent body = new OutgoingContent.ByteArrayContent() {
            @Override
            public byte[] bytes() {
                return new byte[0];
            }

            @Override
            public Headers getHeaders() {
                HeadersBuilder fields = new HeadersBuilder();
                fields.append(name, "own");
                return fields.build();
            }
        };
        assertThat(hop(url, body, request -> {}).isOccupied()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"someone@", "someone:secret@"})
    void t04_url_with_user_information_is_left_alone(String user) {
        assertThat(hop("https://" + user + "api.example.com/a", EMPTY, request -> {})
                        .isOccupied())
                .isTrue();
    }

    @Test
    void t14_proxy_reads_what_is_not_encrypted() {
        HttpClientEngineConfig config = new HttpClientEngineConfig();
        config.setProxy(new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved("proxy.example.com", 3128)));
        assertThat(hop("http://api.example.com/a", EMPTY, request -> {}, config).isOccupied())
                .isTrue();
        assertThat(hop("https://api.example.com/a", EMPTY, request -> {}, config)
                        .isOccupied())
                .isFalse();
    }

    @Test
    void token_is_in_a_copy_and_all_else_is_the_same() {
        HttpRequestData request = request("https://api.example.com/a", EMPTY, builder -> builder.getHeaders()
                .append("X-A", "1"));
        HttpRequestData carrying = EngineHop.carrying(request, Authorization.bearer("t"));
        assertThat(carrying.getHeaders().getAll("Authorization")).containsExactly("Bearer t");
        assertThat(carrying.getHeaders().getAll("X-A")).containsExactly("1");
        assertThat(request.getHeaders().contains("Authorization")).isFalse();
        assertThat(carrying)
                .extracting(
                        HttpRequestData::getUrl,
                        HttpRequestData::getMethod,
                        HttpRequestData::getBody,
                        HttpRequestData::getExecutionContext,
                        HttpRequestData::getAttributes)
                .containsExactly(
                        request.getUrl(),
                        request.getMethod(),
                        request.getBody(),
                        request.getExecutionContext(),
                        request.getAttributes());
        assertThat(EngineHop.carrying(request, Authorization.none())).isSameAs(request);
    }

    @Test
    void bodies_that_are_bytes_can_be_sent_again() {
        ContentType text = ContentType.Text.INSTANCE.getPlain();
        assertThat(isRepeatable(EMPTY)).isTrue();
        assertThat(isRepeatable(new TextContent("hello", text, null))).isTrue();
        assertThat(isRepeatable(new OutputStreamContent((out, end) -> Unit.INSTANCE, text, null, null)))
                .isFalse();
    }

    private static boolean isRepeatable(OutgoingContent body) {
        return EngineHop.isRepeatable(request("https://api.example.com/a", body, request -> {}));
    }

    private static Hop hop(String url, OutgoingContent body, Consumer<HttpRequestBuilder> more) {
        return hop(url, body, more, new HttpClientEngineConfig());
    }

    private static Hop hop(
            String url, OutgoingContent body, Consumer<HttpRequestBuilder> more, HttpClientEngineConfig config) {
        HttpRequestData request = request(url, body, more);
        @Nullable Origin target = EngineHop.target(request);
        return EngineHop.of(request, Objects.requireNonNull(target), null, config);
    }

    private static HttpRequestData request(String url, OutgoingContent body, Consumer<HttpRequestBuilder> more) {
        HttpRequestBuilder request = new HttpRequestBuilder();
        HttpRequestKt.url(request, url);
        request.setBody(body);
        more.accept(request);
        return request.build();
    }
}
