package dev.safeconduct.client.internal.jdkclient;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Where a redirect leads, by the rules of the JDK's client. One rule is stricter, on every JDK: what the application has
 * set for one origin does not go along to another.
 */
final class Redirects {

    private static final Set<String> OF_ONE_ORIGIN = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    static {
        OF_ONE_ORIGIN.addAll(Set.of("Authorization", "Cookie", "Host", "Origin", "Referer"));
    }

    private final Redirect policy;
    private final int most;

    Redirects(Redirect policy) {
        this.policy = policy;
        this.most = Integer.getInteger("jdk.httpclient.redirects.retrylimit", 5);
    }

    /**
     * The request that follows.
     *
     * @param number which redirect of the request this would be, from 1
     * @return null if the response is the application's
     * @throws IOException if the response says to go on and not where
     */
    @Nullable HttpRequest next(HttpRequest request, int status, HttpHeaders headers, int number) throws IOException {
        boolean redirect = status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
        if (!redirect || policy == Redirect.NEVER) {
            return null;
        }
        try {
            URI target = request.uri()
                    .resolve(headers.firstValue("Location")
                            .orElseThrow(() -> new IllegalArgumentException("there is no Location")));
            return isAllowed(request.uri(), target) && number < most ? redirected(request, status, target) : null;
        } catch (IllegalArgumentException e) {
            throw new IOException("Invalid redirection", e);
        }
    }

    private boolean isAllowed(URI from, URI to) {
        return policy == Redirect.ALWAYS
                || to.getScheme().equalsIgnoreCase(from.getScheme())
                || to.getScheme().equalsIgnoreCase("https");
    }

    private static HttpRequest redirected(HttpRequest request, int status, URI target) {
        BiPredicate<String, String> kept = isSameOrigin(request.uri(), target)
                ? (name, value) -> true
                : (name, value) -> !OF_ONE_ORIGIN.contains(name);
        HttpRequest.Builder next = HttpRequest.newBuilder(request, kept).uri(target);
        String method = request.method();
        if (status == 303 || (method.equals("POST") && (status == 301 || status == 302))) {
            next.GET();
        }
        return next.build();
    }

    private static boolean isSameOrigin(URI one, URI other) {
        return one.getScheme().equalsIgnoreCase(other.getScheme())
                && one.getRawAuthority().equals(other.getRawAuthority());
    }
}
