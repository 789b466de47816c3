package dev.safeconduct.client.internal.process;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Splits a command into words as a shell would as far as blanks, quotes and backslashes go. Nothing is expanded, and
 * {@code ; | & $} are characters like others: no shell ever sees them.
 */
public final class CommandWords {

    private final String command;
    private final boolean backslashEscapes;
    private final List<String> words = new ArrayList<>();
    private @Nullable StringBuilder word;
    private int next;

    private CommandWords(String command, boolean backslashEscapes) {
        this.command = command;
        this.backslashEscapes = backslashEscapes;
    }

    /**
     * The words of a command.
     *
     * @param backslashEscapes false on Windows, where a backslash is part of a path
     * @throws IllegalArgumentException if a quote is not closed
     */
    public static List<String> split(String command, boolean backslashEscapes) {
        return new CommandWords(command, backslashEscapes).split();
    }

    /**
     * The same, by the rules of this system.
     *
     * @throws IllegalArgumentException if a quote is not closed
     */
    public static List<String> split(String command) {
        return split(command, File.separatorChar == '/');
    }

    private List<String> split() {
        while (next < command.length()) {
            char character = command.charAt(next++);
            if (Character.isWhitespace(character)) {
                endWord();
            } else if (character == '"' || character == '\'') {
                quoted(character);
            } else if (character == '\\' && backslashEscapes && next < command.length()) {
                append(command.charAt(next++));
            } else {
                append(character);
            }
        }
        endWord();
        return words;
    }

    private void quoted(char quote) {
        word = word == null ? new StringBuilder() : word;
        while (next < command.length()) {
            char character = command.charAt(next++);
            if (character == quote) {
                return;
            }
            append(character == '\\' && quote == '"' && escapesNext() ? command.charAt(next++) : character);
        }
        throw new IllegalArgumentException("a quote is not closed");
    }

    private boolean escapesNext() {
        return backslashEscapes && next < command.length() && "\"\\$`".indexOf(command.charAt(next)) >= 0;
    }

    private void append(char character) {
        word = word == null ? new StringBuilder() : word;
        word.append(character);
    }

    private void endWord() {
        if (word != null) {
            words.add(word.toString());
            word = null;
        }
    }
}
