package dev.safeconduct.client.internal.grant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.internal.Fuzz;
import dev.safeconduct.client.oauth.ConfigException;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeptTokenFuzzTest {

    private static final String CANARY = "k9Canary";

    private static final List<String> GOOD = List.of(
            CANARY,
            "eyJhbGciOiJSUzI1NiJ9.eyJleHAiOjE3NjAwMDAwMDB9." + CANARY,
            "{\"access_token\":\"" + CANARY + "\",\"expires_in\":3600}",
            "{\"kind\":\"ExecCredential\",\"status\":{\"token\":\"" + CANARY
                    + "\",\"expirationTimestamp\":\"2026-01-01T00:00:00Z\"}}");

    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "\"",
            "\\",
            ":",
            ",",
            ".",
            "\n",
            "\0",
            "null",
            "-1",
            "1e999999999",
            "[[[[",
            "9".repeat(40),
            "eyJ");

    @Test
    void what_a_command_writes_breaks_nothing_and_is_in_no_message() {
        Fuzz.run(GOOD, PIECES, text -> {
            try {
                KeptToken token = KeptToken.parse(text, "the key");
                assertThat(token.lifetime() == null || !token.lifetime().isNegative())
                        .isTrue();
                assertThat(token.toString()).doesNotContain(CANARY);
            } catch (ConfigException e) {
                assertThat(e).hasNoCause().hasMessageContaining("the key").hasMessageNotContaining(CANARY);
            }
        });
    }
}
