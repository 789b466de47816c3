package dev.safeconduct.client.oauth;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.HttpRetryException;
import java.net.http.WebSocketHandshakeException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP status that an exception of an HTTP client tells of. Clients are known by the names of their exceptions and
 * of the public methods that lead from there to the status; what cannot be called tells nothing.
 */
final class StatusOfException {

    private static final int UNAUTHORIZED = 401;

    /** By the name of the class, or of one that it extends: the methods to call, one on the result of the other. */
    static final Map<String, String> WAYS = Map.ofEntries(
            Map.entry("com.google.api.client.http.HttpResponseException", "getStatusCode"),
            Map.entry("feign.FeignException", "status"),
            Map.entry("io.grpc.StatusException", "getStatus.getCode"),
            Map.entry("io.grpc.StatusRuntimeException", "getStatus.getCode"),
            Map.entry("io.ktor.client.plugins.ResponseException", "getResponse.getStatus.getValue"),
            Map.entry("io.micronaut.http.client.exceptions.HttpClientResponseException", "getStatus.getCode"),
            Map.entry(
                    "io.modelcontextprotocol.client.transport.McpHttpClientTransportAuthorizationException",
                    "getResponseInfo.statusCode"),
            Map.entry("jakarta.ws.rs.WebApplicationException", "getResponse.getStatus"),
            Map.entry("javax.ws.rs.WebApplicationException", "getResponse.getStatus"),
            Map.entry("org.apache.hc.client5.http.HttpResponseException", "getStatusCode"),
            Map.entry("org.apache.http.client.HttpResponseException", "getStatusCode"),
            Map.entry("org.eclipse.jetty.client.HttpResponseException", "getResponse.getStatus"),
            Map.entry("org.jsoup.HttpStatusException", "getStatusCode"),
            Map.entry("org.springframework.web.client.RestClientResponseException", "getStatusCode.value"),
            Map.entry("org.springframework.web.client.HttpStatusCodeException", "getStatusCode.value"), // Spring 5
            Map.entry(
                    "org.springframework.web.reactive.function.client.WebClientResponseException",
                    "getStatusCode.value"),
            Map.entry("retrofit2.HttpException", "code"));

    private StatusOfException() {}

    /** Whether an exception tells of the status 401, or gRPC's {@code UNAUTHENTICATED}. Its causes are not looked at. */
    static boolean isUnauthorized(Throwable failure) {
        if (failure instanceof HttpRetryException retry) {
            return retry.responseCode() == UNAUTHORIZED;
        }
        if (failure instanceof WebSocketHandshakeException handshake) {
            return handshake.getResponse() != null && handshake.getResponse().statusCode() == UNAUTHORIZED;
        }
        if (failure.getClass() == IOException.class) {
            return isOfJdk(failure.getMessage());
        }
        for (Class<?> type = failure.getClass(); type != null; type = type.getSuperclass()) {
            String way = WAYS.get(type.getName());
            Object status = way == null ? null : follow(failure, way);
            if (status != null) {
                return status.equals(UNAUTHORIZED) || status.toString().equals("UNAUTHENTICATED");
            }
        }
        return false;
    }

    /** The JDK has no exceptions of their own for a status, only these texts. */
    private static boolean isOfJdk(@Nullable String message) {
        return message != null
                && (message.startsWith("Server returned HTTP response code: 401 for URL:")
                        || message.equals("WWW-Authenticate header missing for response code 401"));
    }

    private static @Nullable Object follow(Object start, String way) {
        Object reached = start;
        for (String name : way.split("\\.", -1)) {
            reached = reached == null ? null : call(reached, name);
        }
        return reached;
    }

    private static @Nullable Object call(Object target, String name) {
        Method method = publicMethod(target.getClass(), name);
        try {
            return method == null ? null : method.invoke(target);
        } catch (IllegalAccessException | InvocationTargetException | RuntimeException e) {
            return null;
        }
    }

    /** A method without arguments of a class or interface that is public itself: the object's own class may not be. */
    private static @Nullable Method publicMethod(@Nullable Class<?> type, String name) {
        if (type == null) {
            return null;
        }
        if (Modifier.isPublic(type.getModifiers())) {
            try {
                Method method = type.getMethod(name);
                if (Modifier.isPublic(method.getDeclaringClass().getModifiers())) {
                    return method;
                }
            } catch (NoSuchMethodException | LinkageError e) {
                return null;
            }
        }
        for (Class<?> contract : type.getInterfaces()) {
            Method method = publicMethod(contract, name);
            if (method != null) {
                return method;
            }
        }
        return publicMethod(type.getSuperclass(), name);
    }
}
