package dev.safeconduct.client.internal.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class CommandWordsTest {

    private static List<String> split(String command) {
        return CommandWords.split(command, true);
    }

    @Test
    void splits_as_a_shell_would() {
        assertThat(split("  a\tb\n c ")).containsExactly("a", "b", "c");
        assertThat(split("'a b' \"c d\" e\\ f")).containsExactly("a b", "c d", "e f");
        assertThat(split("a'b'\"c\"d")).containsExactly("abcd");
        assertThat(split("'' \"\"")).containsExactly("", "");
        assertThat(split("\"a\\\"b\\\\c\\d\\$e\"")).containsExactly("a\"b\\c\\d$e");
        assertThat(split("'a\\b\"c'")).containsExactly("a\\b\"c");
        assertThat(split("a\\")).containsExactly("a\\");
        assertThat(split("")).isEmpty();
    }

    @Test
    void expands_nothing() {
        assertThat(split("a $HOME `id` $(id) *;b|c")).containsExactly("a", "$HOME", "`id`", "$(id)", "*;b|c");
    }

    @Test
    void backslash_belongs_to_a_path_on_windows() {
        assertThat(CommandWords.split("\"C:\\Program Files\\b.exe\" C:\\x", false))
                .containsExactly("C:\\Program Files\\b.exe", "C:\\x");
    }

    @Test
    void open_quote_is_an_error() {
        assertThatThrownBy(() -> split("a 'b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> split("a \"b\\\"")).isInstanceOf(IllegalArgumentException.class);
    }
}
