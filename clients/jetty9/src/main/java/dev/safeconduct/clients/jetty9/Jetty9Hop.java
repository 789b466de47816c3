package dev.safeconduct.clients.jetty9;

import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.oauth.DpopProofs;
import dev.safeconduct.client.request.Hop;
import dev.safeconduct.client.request.Origin;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eclipse.jetty.client.HttpDestination;
import org.eclipse.jetty.client.HttpProxy;
import org.eclipse.jetty.client.api.Request;
import org.eclipse.jetty.http.HttpField;

/** Jetty's requests as those who decide on them know them. */
final class Jetty9Hop {

    private static final String USER_INFO = "safeconduct.user-info";
    private static final String HOST = "Host";
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private Jetty9Hop() {}

    /** The URL of a request has user information, which Jetty drops. */
    static void markUserInfo(Request request) {
        request.attribute(USER_INFO, true);
    }

    /** A request as it goes to its destination. */
    static Hop of(Request request, HttpDestination destination, Origin started) {
        Origin target = target(request);
        return new Hop(
                request.getMethod(),
                target,
                request.getPath(),
                started,
                hostFields(request, target),
                isOccupied(request, destination));
    }

    /** Where a request goes. */
    static Origin target(Request request) {
        String host = request.getHost();
        boolean isBare = host.indexOf(':') >= 0 && !host.startsWith("[");
        return new Origin(scheme(request.getScheme()), isBare ? "[" + host + "]" : host, request.getPort());
    }

    /** A WebSocket is opened by a request like any other. */
    private static String scheme(String scheme) {
        return switch (scheme.toLowerCase(Locale.ROOT)) {
            case "ws" -> "http";
            case "wss" -> "https";
            default -> scheme;
        };
    }

    /** By a proxy, or by credentials that the program has, on the request or for this URL. */
    private static boolean isOccupied(Request request, HttpDestination destination) {
        URI url = request.getURI();
        return hasCredentials(request)
                || request.getAttributes().containsKey(USER_INFO)
                || (destination.getProxy() instanceof HttpProxy
                        && !target(request).isHttps())
                || (url != null
                        && destination.getHttpClient().getAuthenticationStore().findAuthenticationResult(url) != null);
    }

    /** Of the program's, as long as the token is not written. */
    static boolean hasCredentials(Request request) {
        Iterable<HttpField> fields = request.getHeaders();
        return !values(fields, Authorization.HEADER).isEmpty()
                || !values(fields, DpopProofs.HEADER).isEmpty();
    }

    /** Those of the program: Jetty adds one where it is missing. */
    private static List<String> hostFields(Request request, Origin target) {
        List<String> fields = values(request.getHeaders(), HOST);
        boolean isStandard = target.port() == (target.isHttps() ? HTTPS : HTTP);
        return fields.equals(List.of(isStandard ? target.host() : target.host() + ":" + target.port()))
                ? List.of()
                : fields;
    }

    /** The values of a header field. What has the fields is a class in 9.4, and an interface later. */
    static List<String> values(Iterable<HttpField> fields, String name) {
        List<String> values = new ArrayList<>();
        for (HttpField field : fields) {
            if (field.getName().equalsIgnoreCase(name)) {
                values.add(field.getValue());
            }
        }
        return values;
    }
}
