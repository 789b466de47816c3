package dev.safeconduct.it.servers;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What was posted to an authorization server, as a {@link Gateway} saw it.
 *
 * @param path of the request
 * @param grant the grant type, or {@code -} where there is none
 * @param clientAuth how the client authenticated, by the words of RFC 8414; {@code none} if it only said who it is
 * @param status of the response
 * @param at when the request was there
 */
record Exchange(String path, String grant, String clientAuth, int status, Instant at) {

    static Exchange of(String requestHead, String body, String responseHead, Instant at) {
        String target = requestHead.split(" ", 3)[1];
        Map<String, String> form = header(requestHead, "Content-Type").startsWith("application/x-www-form-urlencoded")
                ? form(body)
                : Map.of();
        return new Exchange(
                target.replaceFirst("\\?.*", ""),
                form.getOrDefault("grant_type", "-"),
                clientAuth(header(requestHead, "Authorization"), form),
                Integer.parseInt(responseHead.split(" ", 3)[1]),
                at);
    }

    /** The value of a header field; empty if there is none. */
    static String header(String head, String name) {
        Matcher matcher =
                Pattern.compile("(?imd)^" + name + ":[ \t]*(.*?)[ \t]*\r$").matcher(head);
        return matcher.find() ? matcher.group(1) : "";
    }

    static Map<String, String> form(String body) {
        return Arrays.stream(body.split("&"))
                .map(pair -> pair.split("=", 2))
                .filter(pair -> pair.length == 2)
                .collect(Collectors.toMap(
                        pair -> pair[0],
                        pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8),
                        (one, two) -> one));
    }

    private static String clientAuth(String authorization, Map<String, String> form) {
        if (authorization.startsWith("Basic ")) {
            return "client_secret_basic";
        }
        String assertion = form.get("client_assertion");
        if (assertion != null) {
            String header = new String(
                    Base64.getUrlDecoder().decode(assertion.substring(0, assertion.indexOf('.'))),
                    StandardCharsets.UTF_8);
            return header.contains("\"HS") ? "client_secret_jwt" : "private_key_jwt";
        }
        return form.containsKey("client_secret") ? "client_secret_post" : "none";
    }
}
