package dev.safeconduct.clients.okhttp;

import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.oauth.DpopProofs;
import dev.safeconduct.client.request.Hop;
import dev.safeconduct.client.request.Origin;
import java.util.List;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/** OkHttp's requests as those who decide on them know them. */
final class Hops {

    private static final String HOST = "Host";

    private Hops() {}

    /**
     * A request on the wire.
     *
     * @param started where the call began; null if that is unknown
     */
    static Hop of(Request request, @Nullable Origin started, boolean isReadByProxy) {
        HttpUrl url = request.url();
        return of(request, origin(url), url.encodedPath(), started, isReadByProxy, null);
    }

    /**
     * The same with what is known of its URL.
     *
     * @param known what is returned if it is equal, instead of a copy; of the same target, path and start
     */
    static Hop of(
            Request request,
            Origin target,
            String path,
            @Nullable Origin started,
            boolean isReadByProxy,
            @Nullable Hop known) {
        HttpUrl url = request.url();
        boolean isOccupied = isReadByProxy
                || request.header(Authorization.HEADER) != null
                || request.header(DpopProofs.HEADER) != null
                || !url.encodedUsername().isEmpty()
                || !url.encodedPassword().isEmpty();
        List<String> hostFields = hostFields(request, target);
        return known != null
                        && known.isOccupied() == isOccupied
                        && known.method().equals(request.method())
                        && known.hostFields().equals(hostFields)
                ? known
                : new Hop(request.method(), target, path, started, hostFields, isOccupied);
    }

    static Origin origin(HttpUrl url) {
        return new Origin(url.scheme(), host(url), url.port());
    }

    /** Those of the application: below its own interceptors OkHttp has added one where it had none. */
    private static List<String> hostFields(Request request, Origin target) {
        String last = request.header(HOST);
        if (last == null) {
            return List.of();
        }
        return target.isWrittenAs(last) && isAlone(request.headers()) ? List.of() : request.headers(HOST);
    }

    /** Without a list of each. */
    private static boolean isAlone(Headers headers) {
        int count = 0;
        for (int i = 0; i < headers.size(); i++) {
            count += HOST.equalsIgnoreCase(headers.name(i)) ? 1 : 0;
        }
        return count == 1;
    }

    private static String host(HttpUrl url) {
        return url.host().contains(":") ? "[" + url.host() + "]" : url.host();
    }
}
