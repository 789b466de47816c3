package dev.safeconduct.client.internal.jdkclient;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * A response as the application sees it: of the request as the application would have made it, without our header, and
 * after the redirects that led to it.
 */
final class FinalResponse<T> implements HttpResponse<T> {

    private final HttpResponse<T> response;
    private final HttpRequest request;
    private final @Nullable HttpResponse<T> previous;

    FinalResponse(HttpResponse<T> response, HttpRequest request, @Nullable HttpResponse<T> previous) {
        this.response = response;
        this.request = request;
        this.previous = previous;
    }

    @Override
    public int statusCode() {
        return response.statusCode();
    }

    @Override
    public HttpRequest request() {
        return request;
    }

    @Override
    public Optional<HttpResponse<T>> previousResponse() {
        return Optional.ofNullable(previous);
    }

    @Override
    public HttpHeaders headers() {
        return response.headers();
    }

    @Override
    public T body() {
        return response.body();
    }

    @Override
    public Optional<SSLSession> sslSession() {
        return response.sslSession();
    }

    @Override
    public URI uri() {
        return response.uri();
    }

    @Override
    public HttpClient.Version version() {
        return response.version();
    }

    @Override
    public String toString() {
        return response.toString();
    }
}
