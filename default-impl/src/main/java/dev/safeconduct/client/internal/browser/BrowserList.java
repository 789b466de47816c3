package dev.safeconduct.client.internal.browser;

import dev.safeconduct.client.internal.process.CommandWords;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The variable {@code BROWSER}, by which a person or a remote editor names browsers in the order in which they are to be
 * tried: commands with a colon between them, as Unix desktops read it. Text browsers are left out: they would be behind
 * this program on its own terminal.
 */
final class BrowserList {

    private static final Pattern TEXT_BROWSER = Pattern.compile("www-browser|links2?|elinks|lynx|w3m");

    private BrowserList() {}

    /**
     * The commands of the list.
     *
     * @param windows where a colon is part of a path, and the value is one command
     */
    static List<String> of(String value, boolean windows) {
        List<String> commands = new ArrayList<>();
        for (String command : windows ? List.of(value) : split(value)) {
            if (!command.isBlank() && !isTextBrowser(command)) {
                commands.add(command.strip());
            }
        }
        return commands;
    }

    /** At each colon that is not quoted. */
    private static List<String> split(String value) {
        List<String> commands = new ArrayList<>();
        char quote = 0;
        int begin = 0;
        for (int i = 0; i < value.length(); i++) {
            char character = value.charAt(i);
            if (character == '\\' && quote != '\'') {
                i++;
            } else if (character == quote) {
                quote = 0;
            } else if (quote == 0 && (character == '"' || character == '\'')) {
                quote = character;
            } else if (character == ':' && quote == 0) {
                commands.add(value.substring(begin, i));
                begin = i + 1;
            }
        }
        commands.add(value.substring(begin));
        return commands;
    }

    /** Also where a terminal window is opened for one. */
    private static boolean isTextBrowser(String command) {
        try {
            return CommandWords.split(command, true).stream()
                    .map(word -> word.substring(word.lastIndexOf('/') + 1))
                    .anyMatch(TEXT_BROWSER.asMatchPredicate());
        } catch (IllegalArgumentException e) {
            return false; // it says what is wrong when it is tried
        }
    }
}
