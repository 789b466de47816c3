package dev.safeconduct.client.oauth;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an error of any HTTP client means for OAuth. Safe for all threads; nothing here blocks. */
public final class OAuthErrors {

    private static final int MOST_CAUSES = 100;

    private OAuthErrors() {}

    /**
     * Whether a call failed because the server wants a token that the call did not have: an exception of this library
     * that says so, one of a known HTTP client for the status 401, or one of the MCP Java SDK for it. Causes are looked
     * at too, at most a hundred; suppressed exceptions are not, since they came after the failure.
     *
     * <p>Known are Spring's RestTemplate, RestClient and WebClient, Apache HttpClient 4 and 5, Feign, Retrofit, JAX-RS
     * and MicroProfile, Google's HTTP client, gRPC, Jetty, Ktor, Micronaut, jsoup, and what the JDK's own clients throw.
     * They are known by name, so none of them has to be there.
     *
     * @param failure any exception, or null
     */
    public static boolean isUnauthorized(@Nullable Throwable failure) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable cause = failure;
                cause != null && seen.size() < MOST_CAUSES && seen.add(cause);
                cause = cause.getCause()) {
            if (cause instanceof LoginRequiredException
                    || (cause instanceof ErrorResponseException error && error.status() == 401)
                    || StatusOfException.isUnauthorized(cause)) {
                return true;
            }
        }
        return false;
    }
}
