package dev.safeconduct.client.internal.authentication;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One request of a client that is being put together. Holds secrets: {@link #toString} shows none.
 *
 * @param form the parameters, to be added to
 * @param headers the header fields, to be added to
 * @param time when it is sent
 */
public record RequestParts(Map<String, String> form, Map<String, String> headers, Instant time) {

    /** A request with these parameters so far. */
    public static RequestParts of(Map<String, String> parameters, Instant time) {
        return new RequestParts(new LinkedHashMap<>(parameters), new LinkedHashMap<>(), time);
    }

    @Override
    public String toString() {
        return "RequestParts[***]";
    }
}
