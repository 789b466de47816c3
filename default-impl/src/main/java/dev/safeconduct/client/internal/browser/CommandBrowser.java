package dev.safeconduct.client.internal.browser;

import dev.safeconduct.client.internal.process.CommandWords;
import dev.safeconduct.spi.BrowserOpener;
import dev.safeconduct.spi.LoginPrompt;
import dev.safeconduct.spi.OAuthException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Opens the login page with a command of the user's choice, in the manner of {@code BROWSER}. */
final class CommandBrowser implements BrowserOpener {

    static final String KEY = "safeconduct.browser.command";

    private static final String PLACEHOLDER = "%s";
    private static final Set<String> SHELLS =
            Set.of("sh", "bash", "dash", "zsh", "ksh", "fish", "csh", "tcsh", "cmd", "powershell", "pwsh");

    private final List<String> words;
    private final boolean windows;

    private CommandBrowser(List<String> words, boolean windows) {
        this.words = words;
        this.windows = windows;
    }

    /**
     * Reads a command.
     *
     * @param name where it was found, for messages
     */
    static CommandBrowser of(String name, @Nullable String command, boolean windows) throws OAuthException {
        List<String> words;
        try {
            words = command == null ? List.of() : CommandWords.split(command, !windows);
        } catch (IllegalArgumentException e) {
            throw new OAuthException(name + " is not usable: " + e.getMessage(), e);
        }
        if (words.isEmpty() || words.get(0).isEmpty()) {
            throw new OAuthException("No browser command is set. Set " + KEY + ", for example to: firefox %s");
        }
        if (words.get(0).contains(PLACEHOLDER)) {
            throw new OAuthException(name + " is not usable: it must begin with a program, not with " + PLACEHOLDER);
        }
        if (runsInShell(words)) {
            throw new OAuthException(name + " is not usable: a shell or batch file would read the address of the login"
                    + " page as commands. Name the browser's program itself");
        }
        return new CommandBrowser(words, windows);
    }

    /** The address is partly a server's choice. A shell script with the address as its argument is fine. */
    private static boolean runsInShell(List<String> words) {
        String program = words.get(0).replace('\\', '/').toLowerCase(Locale.ROOT);
        String name = program.substring(program.lastIndexOf('/') + 1);
        if (name.endsWith(".bat") || name.endsWith(".cmd") || name.equals("cmd") || name.equals("cmd.exe")) {
            return true;
        }
        String shell = name.endsWith(".exe") ? name.substring(0, name.length() - 4) : name;
        return SHELLS.contains(shell) && words.stream().skip(1).anyMatch(word -> word.matches("(?i)-[a-z]*c[a-z]*|/c"));
    }

    @Override
    public void open(LoginPrompt prompt) throws IOException {
        Launcher.start(command(LoginUrl.check(prompt.uri())), Map.of(), windows);
    }

    private List<String> command(String url) {
        if (words.stream().anyMatch(word -> word.contains(PLACEHOLDER))) {
            return words.stream().map(word -> word.replace(PLACEHOLDER, url)).toList();
        }
        return Stream.concat(words.stream(), Stream.of(url)).toList();
    }
}
