package dev.safeconduct.it;

import java.util.ArrayList;
import java.util.List;

/**
 * A request that a host is told to make.
 *
 * @param body empty, {@code text:…}, {@code bytes:<count>}, or {@code stream:<count>} for one that cannot be repeated
 * @param proxy empty, or host and port
 */
record Call(String method, String url, String body, String proxy, List<String> headers) {

    static Call get(String url) {
        return new Call("GET", url, "", "", List.of());
    }

    static Call post(String url, String body) {
        return new Call("POST", url, body, "", List.of());
    }

    Call header(String line) {
        List<String> more = new ArrayList<>(headers);
        more.add(line);
        return new Call(method, url, body, proxy, more);
    }

    Call through(String proxyOrigin) {
        return new Call(method, url, body, proxyOrigin.substring("http://".length()), headers);
    }

    String[] words() {
        List<String> words = new ArrayList<>(List.of("send", method, url, body, proxy));
        words.addAll(headers);
        return words.toArray(String[]::new);
    }
}
