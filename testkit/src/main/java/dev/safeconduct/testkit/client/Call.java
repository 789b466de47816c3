package dev.safeconduct.testkit.client;

import java.util.ArrayList;
import java.util.List;

/**
 * A request that a host is told to make.
 *
 * @param body empty, {@code text:…}, {@code bytes:<count>}, or for one that cannot be repeated {@code stream:<count>},
 *     and {@code chunks:<count>} where its length is not told beforehand
 * @param proxy empty, or host and port
 * @param option empty, or something that only some clients can do; their hosts tell what
 */
public record Call(String method, String url, String body, String proxy, String option, List<String> headers) {

    public static Call get(String url) {
        return of("GET", url);
    }

    public static Call of(String method, String url) {
        return new Call(method, url, "", "", "", List.of());
    }

    public static Call post(String url, String body) {
        return new Call("POST", url, body, "", "", List.of());
    }

    public Call header(String line) {
        List<String> more = new ArrayList<>(headers);
        more.add(line);
        return new Call(method, url, body, proxy, option, more);
    }

    public Call through(String proxyOrigin) {
        return new Call(method, url, body, proxyOrigin.substring("http://".length()), option, headers);
    }

    public Call with(String newOption) {
        return new Call(method, url, body, proxy, newOption, headers);
    }

    public String[] words() {
        List<String> words = new ArrayList<>(List.of("send", method, url, body, proxy, option));
        words.addAll(headers);
        return words.toArray(String[]::new);
    }
}
