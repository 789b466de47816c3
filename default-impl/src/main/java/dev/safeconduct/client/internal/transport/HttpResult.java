package dev.safeconduct.client.internal.transport;

import java.net.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * What came back: data to be judged without a network. Holds secrets: {@link #toString} shows the status only.
 *
 * @param status the HTTP status
 * @param headers the header fields
 * @param body the content, at most {@link Transport#MAX_BODY} bytes; empty if there was none
 */
@SuppressWarnings("ArrayRecordComponent") // secrets are not copied about; they are never changed
public record HttpResult(int status, HttpHeaders headers, byte[] body) {

    /** The first value of a header field, or null. */
    public @Nullable String header(String name) {
        return headers.firstValue(name).orElse(null);
    }

    @Override
    public String toString() {
        return "HTTP " + status + ", " + body.length + " bytes";
    }
}
