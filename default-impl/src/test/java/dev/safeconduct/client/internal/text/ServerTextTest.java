package dev.safeconduct.client.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ServerTextTest {

    @Test
    void t45_controls_are_gone() {
        StringBuilder all = new StringBuilder();
        for (char character = 0; character < 0xA0; character++) {
            all.append(character);
        }
        String shown = ServerText.sanitize(all.toString());
        assertThat(shown.chars()).noneMatch(Character::isISOControl);
        assertThat(shown).contains("!\"#").endsWith("}~ ");
        assertThat(ServerText.sanitize("\u001b]0;evil\u0007\u001b[2Jx\u009b31m"))
                .isEqualTo("]0;evil[2Jx31m");
    }

    @Test
    void t45_bidirectional_controls_and_lone_surrogates_are_gone() {
        String controls =
                "\u061C\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069\uD800\uDC00\uDFFF\uD83D";
        assertThat(ServerText.sanitize("a" + controls + "b")).isEqualTo("a\uD800\uDC00b");
    }

    @Test
    void t45_nobody_starts_a_line() {
        assertThat(ServerText.sanitize("a\r\nb\tc\u2028d\u0085e")).isEqualTo("a  b c d e");
    }

    @Test
    void t45_length_is_capped() {
        assertThat(ServerText.sanitize("x".repeat(256))).isEqualTo("x".repeat(256));
        assertThat(ServerText.sanitize("x".repeat(257))).isEqualTo("x".repeat(255) + "…");
        String pairs = ServerText.sanitize("😀".repeat(129));
        assertThat(pairs).isEqualTo("😀".repeat(127) + "…");
    }

    @Test
    void ordinary_text_stays_as_it_is() {
        assertThat(ServerText.sanitize("Zugriff verweigert – 拒否 👩‍💻")).isEqualTo("Zugriff verweigert – 拒否 👩‍💻");
        assertThat(ServerText.sanitize("")).isEmpty();
    }
}
