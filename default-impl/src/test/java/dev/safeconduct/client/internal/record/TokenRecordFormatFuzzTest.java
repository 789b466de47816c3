package dev.safeconduct.client.internal.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.internal.Fuzz;
import dev.safeconduct.client.internal.dpop.DpopKey;
import dev.safeconduct.client.oauth.OAuthJson;
import dev.safeconduct.spi.OAuthException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Entries of a store that others have written, or half written. */
class TokenRecordFormatFuzzTest {

    private static final String CANARY = "k9Canary";

    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "\"",
            "\\",
            ":",
            ",",
            "null",
            "true",
            "-1",
            "1e999999999",
            "[[[[",
            "\"2026-01-01T00:00:00Z\"",
            "\"+1000000000-12-31T23:59:59Z\"",
            "0001-01-01",
            "\"d\":",
            "9".repeat(30));

    @Test
    void no_entry_breaks_the_reader_and_what_is_read_can_be_written() {
        String key = new String(
                OAuthJson.write(Map.<String, Object>of("k", DpopKey.generate().toJwk())), StandardCharsets.UTF_8);
        List<String> good = List.of(
                "{\"access_token\":\"" + CANARY + "\",\"token_type\":\"Bearer\",\"refresh_token\":\"r\",\"expiry\":"
                        + "\"2026-01-01T00:00:00Z\",\"server_url\":\"https://a.example\",\"issuer_url\":\"https://b.example\","
                        + "\"created_at\":\"2025-01-01T00:00:00.123456789+02:00\",\"safeconduct_version\":1}",
                "{\"access_token\":\"" + CANARY
                        + "\",\"safeconduct_server_url\":\"https://a.example\",\"safeconduct_dpop_key\":"
                        + key.substring(5));
        Fuzz.run(good, PIECES, text -> {
            TokenRecord read;
            try {
                read = TokenRecordFormat.read(text.getBytes(StandardCharsets.UTF_8));
            } catch (OAuthException e) {
                assertThat(e).hasMessageNotContaining(CANARY);
                return;
            }
            if (text.indexOf(CANARY) == text.lastIndexOf(CANARY)
                    && read.token().accessToken().contains(CANARY)) {
                assertThat(read.toString()).doesNotContain(CANARY);
            }
            TokenRecord again = TokenRecordFormat.read(TokenRecordFormat.write(read));
            assertThat(again.token()).isEqualTo(read.token());
            assertThat(again.key()).isEqualTo(read.key());
            assertThat(again.dpopKey()).isEqualTo(read.dpopKey());
        });
    }
}
