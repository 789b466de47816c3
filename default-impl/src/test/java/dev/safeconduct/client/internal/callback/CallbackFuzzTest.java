package dev.safeconduct.client.internal.callback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.internal.Fuzz;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CallbackFuzzTest {

    private static final List<String> GOOD = List.of(
            "GET /callback?code=c&state=s&iss=https%3A%2F%2Fas HTTP/1.1\r\nHost: 127.0.0.1:8123\r\nSec-Fetch-Dest: document",
            "GET /callback?error=access_denied&error_description=n%C3%B6+%26&state=s HTTP/1.1\r\nHost: localhost:8123",
            "GET /callback HTTP/1.0\r\nhost:\t[::1]:8123 \r\nSec-Purpose: prefetch;prerender");

    private static final List<String> PIECES = List.of(
            "\r\n", "\n", "\r", ":", " ", "?", "&", "=", "%", "%00", "%ff", "%zz", "+", "#", "Host: a\r\n", "&code=d");

    @Test
    void no_request_breaks_the_reader() {
        Fuzz.run(GOOD, PIECES, text -> {
            try {
                RequestHead head = RequestHead.parse(text);
                assertThat(head.path()).startsWith("/").doesNotContain("?", "#", " ");
                assertThat(head.host() == null || head.headers().containsKey("host"))
                        .isTrue();
                head.isNavigation();
                Map<String, String> parameters = QueryString.parse(head.query() == null ? "" : head.query());
                assertThat(parameters).doesNotContainKey(null).doesNotContainValue(null);
            } catch (RefusedRequestException | IllegalArgumentException e) {
                // what the handler answers with 400
            }
        });
    }
}
