package dev.safeconduct.client.internal.endpoint;

import dev.safeconduct.client.internal.transport.HttpResult;
import dev.safeconduct.spi.OAuthException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A redirect of an endpoint that takes secrets: followed once, by 307 and 308 alone, and only to a place of the same
 * authorization server (THREATS 83), as frameworks do that add a slash. The new place is not remembered.
 */
final class EndpointRedirect {

    private static final int TEMPORARY = 307;
    private static final int PERMANENT = 308;

    private EndpointRedirect() {}

    /** Sends a request to one place. What proves who we are is made for each. */
    @FunctionalInterface
    interface Attempt<T> {
        T at(URI place) throws OAuthException;
    }

    /**
     * Sends a request, and once more where the endpoint says so and that is safe.
     *
     * @param answer what an attempt was answered
     */
    static <T> T send(URI endpoint, Attempt<T> attempt, Function<T, HttpResult> answer) throws OAuthException {
        T first = attempt.at(endpoint);
        URI target = target(endpoint, answer.apply(first));
        return target == null ? first : attempt.at(target);
    }

    /** Where to send the request again; null for nowhere. */
    private static @Nullable URI target(URI endpoint, HttpResult answer) {
        String location = answer.header("Location");
        if ((answer.status() != TEMPORARY && answer.status() != PERMANENT) || location == null) {
            return null;
        }
        try {
            URI target = endpoint.resolve(new URI(location));
            return isSameServer(endpoint, target) && isNear(endpoint.getRawPath(), target.getRawPath()) ? target : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private static boolean isSameServer(URI endpoint, URI target) {
        return endpoint.getScheme().equalsIgnoreCase(target.getScheme())
                && endpoint.getRawAuthority().equalsIgnoreCase(String.valueOf(target.getRawAuthority()))
                && target.getRawFragment() == null;
    }

    /** With or without the slash at its end, or below the endpoint's own directory: beside it may be another tenant. */
    private static boolean isNear(String endpoint, String target) {
        String directory = endpoint.substring(0, endpoint.lastIndexOf('/') + 1);
        boolean isInRoot = directory.length() <= 1;
        return target.equals(endpoint + "/")
                || endpoint.equals(target + "/")
                || (!isInRoot && target.startsWith(directory) && isPlain(target));
    }

    /** Without what a server may read as a way out of the directory. */
    private static boolean isPlain(String path) {
        return !path.contains("//")
                && !path.contains("/.")
                && !path.contains("%")
                && !path.contains("\\")
                && !path.contains(";");
    }
}
