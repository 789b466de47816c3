package dev.safeconduct.client.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.internal.Fuzz;
import dev.safeconduct.spi.OAuthException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OAuthJsonFuzzTest {

    private static final List<String> GOOD = List.of(
            "{}",
            "{\"access_token\":\"x\",\"expires_in\":3600,\"scope\":null,\"a\":{\"b\":[1,2.5,-3e2,true,false]}}",
            "{\"issuer\":\"https:\\/\\/as.example\",\"list\":[\"\\u00e4\\ud83d\\ude00\\n\",{},[]],\"n\":12345678901234567890}");

    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "[",
            "]",
            "\"",
            "\\",
            ":",
            ",",
            "\\u",
            "\\ud800",
            "1e999999999",
            "-0",
            "NaN",
            "null",
            "{\"a\":",
            "[[[[[[[[",
            "\"a\":1,",
            "0".repeat(400),
            "\ufeff",
            "/*",
            "\u00c3");

    @Test
    void no_document_breaks_the_reader_and_what_is_read_can_be_written() {
        Fuzz.run(GOOD, PIECES, text -> {
            for (byte[] json :
                    List.of(text.getBytes(StandardCharsets.UTF_8), text.getBytes(StandardCharsets.ISO_8859_1))) {
                Map<String, Object> read;
                try {
                    read = OAuthJson.parseObject(json, "document");
                } catch (OAuthException e) {
                    assertThat(e).hasNoCause().hasMessageStartingWith("The document ");
                    continue;
                }
                assertThat(OAuthJson.parseObject(OAuthJson.write(read), "document written"))
                        .isEqualTo(read);
            }
        });
    }
}
