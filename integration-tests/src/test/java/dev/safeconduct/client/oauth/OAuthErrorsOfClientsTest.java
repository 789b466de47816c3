package dev.safeconduct.client.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.client.http.HttpHeaders;
import feign.FeignException;
import feign.Request;
import feign.Response;
import io.grpc.Status;
import io.modelcontextprotocol.client.transport.McpHttpClientTransportAuthorizationException;
import jakarta.ws.rs.NotAuthorizedException;
import jakarta.ws.rs.WebApplicationException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import okhttp3.ResponseBody;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.http.HttpStatus;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.UnknownHttpStatusCodeException;
import org.springframework.web.reactive.function.client.WebClientResponseException;

/** The exceptions of other people's HTTP clients, from their own jars. */
class OAuthErrorsOfClientsTest {

    record Client(String name, IntFunction<Throwable> failure) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Client> clients() {
        return Stream.of(
                new Client(
                        "Spring RestTemplate, RestClient",
                        status -> HttpClientErrorException.create(
                                HttpStatus.valueOf(status),
                                "x",
                                org.springframework.http.HttpHeaders.EMPTY,
                                null,
                                null)),
                new Client(
                        "Spring, by number",
                        status -> new UnknownHttpStatusCodeException(status, "x", null, null, null)),
                new Client(
                        "Spring WebClient",
                        status -> WebClientResponseException.create(
                                status, "x", org.springframework.http.HttpHeaders.EMPTY, new byte[0], null)),
                new Client(
                        "Apache HttpClient 5",
                        status -> new org.apache.hc.client5.http.HttpResponseException(status, "x")),
                new Client(
                        "Apache HttpClient 4", status -> new org.apache.http.client.HttpResponseException(status, "x")),
                new Client("Feign", OAuthErrorsOfClientsTest::feign),
                new Client(
                        "Retrofit",
                        status -> new retrofit2.HttpException(
                                retrofit2.Response.error(status, ResponseBody.create(null, "")))),
                new Client("Google HTTP client", status -> new com.google.api.client.http.HttpResponseException.Builder(
                                status, "x", new HttpHeaders())
                        .build()),
                new Client("gRPC", status -> (status == 401 ? Status.UNAUTHENTICATED : Status.PERMISSION_DENIED)
                        .asRuntimeException()),
                new Client("gRPC, checked", status -> (status == 401 ? Status.UNAUTHENTICATED : Status.UNAVAILABLE)
                        .asException()),
                new Client("JAX-RS", status -> new WebApplicationException(status)),
                new Client(
                        "JAX-RS, typed",
                        status -> status == 401
                                ? new NotAuthorizedException("Bearer")
                                : new jakarta.ws.rs.ForbiddenException()),
                new Client(
                        "MCP Java SDK",
                        status -> new McpHttpClientTransportAuthorizationException(
                                "x", null, responding(ResponseInfo.class, "statusCode", status))),
                new Client(
                        "Jetty",
                        status -> new org.eclipse.jetty.client.HttpResponseException(
                                "x", responding(org.eclipse.jetty.client.Response.class, "getStatus", status))),
                new Client("jsoup", status -> new org.jsoup.HttpStatusException("x", status, "https://h")));
    }

    private static Throwable feign(int status) {
        Request request =
                Request.create(Request.HttpMethod.GET, "https://h", Map.of(), null, StandardCharsets.UTF_8, null);
        return FeignException.errorStatus(
                "call", Response.builder().status(status).request(request).build());
    }

    private static <T> T responding(Class<T> type, String method, int status) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, called, arguments) -> called.getName().equals(method) ? status : null));
    }

    @ParameterizedTest
    @MethodSource("clients")
    void a_401_is_known_and_nothing_else_is_taken_for_one(Client client) {
        assertThat(OAuthErrors.isUnauthorized(client.failure().apply(401))).isTrue();
        assertThat(OAuthErrors.isUnauthorized(
                        new CompletionException(client.failure().apply(401))))
                .isTrue();
        assertThat(OAuthErrors.isUnauthorized(client.failure().apply(403))).isFalse();
    }

    /** Also of those whose exceptions cannot be made here without a server of theirs. */
    @Test
    void every_class_and_method_that_is_known_by_name_is_there() throws Exception {
        for (Map.Entry<String, String> known : StatusOfException.WAYS.entrySet()) {
            Class<?> type = Class.forName(known.getKey());
            for (String name : known.getValue().split("\\.", -1)) {
                Method method = type.getMethod(name);
                type = method.getReturnType();
            }
            assertThat(type == int.class || type.isEnum()).as(known.getKey()).isTrue();
        }
    }
}
