package dev.safeconduct.client.internal.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.internal.Fuzz;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandWordsFuzzTest {

    private static final List<String> GOOD =
            List.of("", "vault read -field=token \"secret/my app\"", "env 'A=b c' tool\\ 1 \"x\\\"y\" ''");

    private static final List<String> PIECES = List.of("\"", "'", "\\", " ", "\t", "\\\"", "$(", ";", "\n", "''");

    @Test
    void no_command_breaks_the_splitter_and_no_character_is_made_up() {
        Fuzz.run(GOOD, PIECES, command -> {
            for (boolean escapes : new boolean[] {true, false}) {
                try {
                    String joined = String.join("", CommandWords.split(command, escapes));
                    assertThat(isPartOf(joined, command)).as(joined).isTrue();
                } catch (IllegalArgumentException e) {
                    assertThat(e).hasMessage("a quote is not closed");
                }
            }
        });
    }

    /** Whether the words are the command with nothing but characters left out. */
    private static boolean isPartOf(String words, String command) {
        int at = 0;
        for (int i = 0; i < words.length(); i++) {
            at = command.indexOf(words.charAt(i), at) + 1;
            if (at == 0) {
                return false;
            }
        }
        return true;
    }
}
