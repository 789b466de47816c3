package dev.safeconduct.agent.cli;

import dev.safeconduct.client.internal.Operations;
import dev.safeconduct.spi.OAuthException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Takes the address at which a browser on another machine ended, as a line of standard input, to where it would have
 * gone: our own callback, which checks it as it checks a browser's.
 *
 * <p>Only what is there already is read. A read that waits could not be ended, and would stop a program in the
 * background.
 */
final class PastedRedirect {

    /** The longest line that is taken. */
    static final int MAX_LINE = 8 * 1024;

    private final InputStream in;
    private final Operations operations;
    private final Console console;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private int last;

    PastedRedirect(InputStream in, Operations operations, Console console) {
        this.in = in;
        this.operations = operations;
        this.console = console;
    }

    /**
     * Delivers a line if one is there. Says what is wrong with a line that is of no use; the login goes on.
     *
     * @param onEmptyLine what the Enter key alone does
     */
    void deliver(URI redirectUri, Runnable onEmptyLine) {
        String text = nextLine();
        if (text == null) {
            return;
        }
        if (text.isEmpty()) {
            onEmptyLine.run();
            return;
        }
        String refusal = refusal(text, redirectUri);
        if (refusal == null) {
            refusal = send(URI.create(text));
        }
        if (refusal != null) {
            console.tell(refusal);
        }
    }

    /** Why a line is not taken; null if it leads to our callback. The line may hold a code and is not repeated. */
    static @Nullable String refusal(String text, URI redirectUri) {
        String whole = " Paste the whole address that the browser ended at; it begins with " + redirectUri;
        if (text.length() > MAX_LINE) {
            return "What was pasted is too long." + whole;
        }
        if (!text.startsWith("http://") && !text.startsWith("https://")) {
            return "What was pasted is not an address; a code alone does not say which login it is from." + whole;
        }
        try {
            URI pasted = new URI(text);
            boolean ours = redirectUri.getScheme().equals(pasted.getScheme())
                    && redirectUri.getRawAuthority().equals(pasted.getRawAuthority())
                    && redirectUri.getRawPath().equals(pasted.getRawPath())
                    && pasted.getRawFragment() == null;
            return ours && pasted.getRawQuery() != null ? null : "That address is not the end of this login." + whole;
        } catch (URISyntaxException e) {
            return "What was pasted is not an address." + whole;
        }
    }

    private @Nullable String send(URI pasted) {
        try {
            return operations.deliver(pasted)
                    ? null
                    : "That address is of another login, or was changed on the way. The login goes on.";
        } catch (OAuthException e) {
            return e.getMessage();
        }
    }

    private @Nullable String nextLine() {
        try {
            while (in.available() > 0) {
                int next = in.read();
                if (next < 0) {
                    return null;
                }
                boolean isSecondOfBreak = next == '\n' && last == '\r';
                last = next;
                if (isSecondOfBreak) {
                    continue;
                }
                if (next == '\n' || next == '\r') {
                    return take();
                }
                if (line.size() <= MAX_LINE) {
                    line.write(next);
                }
            }
        } catch (IOException e) {
            // Nothing to read here; the browser can still come.
        }
        return null;
    }

    private String take() {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        return text.strip();
    }
}
