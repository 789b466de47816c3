package dev.safeconduct.client.internal.transport;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request of this library. Holds secrets: {@link #toString} shows method and host only.
 *
 * @param method the HTTP method
 * @param uri the endpoint
 * @param headers in their order
 * @param body the content, or null
 */
@SuppressWarnings("ArrayRecordComponent") // secrets are not copied about; they are never changed
public record HttpCall(String method, URI uri, Map<String, String> headers, byte @Nullable [] body) {

    /** A GET that wants JSON. */
    public static HttpCall getJson(URI uri) {
        return new HttpCall("GET", uri, Map.of("Accept", "application/json"), null);
    }

    /** A POST of JSON. */
    public static HttpCall postJson(URI uri, byte[] json) {
        return new HttpCall(
                "POST", uri, Map.of("Accept", "application/json", "Content-Type", "application/json"), json);
    }

    /** A POST of a form (RFC 6749 appendix B). */
    public static HttpCall postForm(URI uri, Map<String, String> form, Map<String, String> moreHeaders) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Accept", "application/json");
        headers.put("Content-Type", "application/x-www-form-urlencoded");
        headers.putAll(moreHeaders);
        return new HttpCall("POST", uri, headers, Form.encode(form).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return method + " " + uri.getScheme() + "://" + uri.getRawAuthority();
    }
}
