package dev.safeconduct.testkit;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A browser without a window: it GETs a URL and follows the redirects, to the loopback callback and beyond, as far as
 * they stay on loopback addresses. It sends what a browser sends on a navigation, keeps cookies by host, and never
 * sends a request twice; it speaks HTTP over plain sockets, so that no agent takes part in it.
 *
 * <p>As a browser command: {@code java -cp … dev.safeconduct.testkit.FollowingBrowser URL}. It writes nothing to the
 * standard output, and ends with 1 if the last response is an error.
 */
public final class FollowingBrowser {
    private static final int MAX_REDIRECTS = 10;
    private static final List<Header> NAVIGATION = List.of(
            new Header("User-Agent", "FollowingBrowser"),
            new Header("Accept", "text/html,*/*;q=0.8"),
            new Header("Sec-Fetch-Dest", "document"),
            new Header("Sec-Fetch-Mode", "navigate"));

    private final @Nullable SSLContext tls;
    private final Map<String, Map<String, String>> cookies = new HashMap<>();

    private FollowingBrowser(@Nullable SSLContext tls) {
        this.tls = tls;
    }

    /**
     * What became of a visit.
     *
     * @param visited the URLs, in their order
     * @param status the last status
     * @param body the last body
     */
    public record Visit(List<URI> visited, int status, String body) {

        /** The URL of the last answer. */
        public URI last() {
            return visited.get(visited.size() - 1);
        }
    }

    /** Opens the URL that is the last argument. */
    public static void main(String[] url) {
        try {
            if (open(URI.create(url[url.length - 1])).status() < 400) {
                return;
            }
            System.err.println("FollowingBrowser: the last response is an error");
        } catch (IOException | RuntimeException e) {
            System.err.println("FollowingBrowser: " + e);
        }
        System.exit(1);
    }

    /** Opens a URL and waits for the last answer; with the JVM's own trust for https. */
    public static Visit open(URI url) throws IOException {
        return new FollowingBrowser(null).follow(url);
    }

    /** Opens a URL and waits for the last answer; with this trust for https. */
    public static Visit open(URI url, SSLContext tls) throws IOException {
        return new FollowingBrowser(tls).follow(url);
    }

    private Visit follow(URI start) throws IOException {
        List<URI> visited = new ArrayList<>();
        URI url = start;
        while (visited.size() <= MAX_REDIRECTS) {
            visited.add(url);
            PlainHttp.Answer answer = PlainHttp.send(tls, "GET", url, headers(url), "");
            keepCookies(url, answer);
            String location = answer.header("Location");
            if (answer.status() < 300 || answer.status() > 399 || location == null) {
                return new Visit(List.copyOf(visited), answer.status(), answer.body());
            }
            url = url.resolve(location);
        }
        throw new IOException("more than " + MAX_REDIRECTS + " redirects");
    }

    private List<Header> headers(URI url) {
        List<Header> headers = new ArrayList<>(NAVIGATION);
        Map<String, String> kept = cookies.getOrDefault(url.getHost(), Map.of());
        if (!kept.isEmpty()) {
            String pairs = kept.entrySet().stream()
                    .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                    .collect(Collectors.joining("; "));
            headers.add(new Header("Cookie", pairs));
        }
        return headers;
    }

    private void keepCookies(URI url, PlainHttp.Answer answer) {
        for (String cookie : answer.headers("Set-Cookie")) {
            int equals = cookie.indexOf('=');
            if (equals > 0) {
                String value = cookie.substring(equals + 1).replaceFirst(";.*", "");
                cookies.computeIfAbsent(url.getHost(), host -> new LinkedHashMap<>())
                        .put(cookie.substring(0, equals), value);
            }
        }
    }
}
