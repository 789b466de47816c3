package hosts;

import com.google.api.client.http.HttpHeaders;
import feign.FeignException;
import feign.Request;
import feign.Response;
import io.grpc.Status;
import io.modelcontextprotocol.client.transport.McpHttpClientTransportAuthorizationException;
import jakarta.ws.rs.NotAuthorizedException;
import jakarta.ws.rs.WebApplicationException;
import java.lang.reflect.Proxy;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import okhttp3.ResponseBody;
import org.springframework.http.HttpStatus;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.UnknownHttpStatusCodeException;
import org.springframework.web.reactive.function.client.WebClientResponseException;

/** What other people's HTTP clients throw for a status, by the name of the client. */
public final class ClientExceptions implements Supplier<List<Map.Entry<String, IntFunction<Throwable>>>> {

    @Override
    public List<Map.Entry<String, IntFunction<Throwable>>> get() {
        return List.of(
                Map.entry(
                        "Spring RestTemplate, RestClient",
                        status -> HttpClientErrorException.create(
                                HttpStatus.valueOf(status),
                                "x",
                                org.springframework.http.HttpHeaders.EMPTY,
                                null,
                                null)),
                Map.entry(
                        "Spring, by number",
                        status -> new UnknownHttpStatusCodeException(status, "x", null, null, null)),
                Map.entry(
                        "Spring WebClient",
                        status -> WebClientResponseException.create(
                                status, "x", org.springframework.http.HttpHeaders.EMPTY, new byte[0], null)),
                Map.entry(
                        "Apache HttpClient 5",
                        status -> new org.apache.hc.client5.http.HttpResponseException(status, "x")),
                Map.entry(
                        "Apache HttpClient 4", status -> new org.apache.http.client.HttpResponseException(status, "x")),
                Map.entry("Feign", ClientExceptions::feign),
                Map.entry(
                        "Retrofit",
                        status -> new retrofit2.HttpException(
                                retrofit2.Response.error(status, ResponseBody.create(null, "")))),
                Map.entry("Google HTTP client", status -> new com.google.api.client.http.HttpResponseException.Builder(
                                status, "x", new HttpHeaders())
                        .build()),
                Map.entry("gRPC", status -> (status == 401 ? Status.UNAUTHENTICATED : Status.PERMISSION_DENIED)
                        .asRuntimeException()),
                Map.entry("gRPC, checked", status -> (status == 401 ? Status.UNAUTHENTICATED : Status.UNAVAILABLE)
                        .asException()),
                Map.entry("JAX-RS", status -> new WebApplicationException(status)),
                Map.entry(
                        "JAX-RS, typed",
                        status -> status == 401
                                ? new NotAuthorizedException("Bearer")
                                : new jakarta.ws.rs.ForbiddenException()),
                Map.entry(
                        "MCP Java SDK",
                        status -> new McpHttpClientTransportAuthorizationException(
                                "x", null, responding(ResponseInfo.class, "statusCode", status))),
                Map.entry(
                        "Jetty",
                        status -> new org.eclipse.jetty.client.HttpResponseException(
                                "x", responding(org.eclipse.jetty.client.Response.class, "getStatus", status))),
                Map.entry("jsoup", status -> new org.jsoup.HttpStatusException("x", status, "https://h")));
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
}
