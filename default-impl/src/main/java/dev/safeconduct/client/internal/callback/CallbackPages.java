package dev.safeconduct.client.internal.callback;

import dev.safeconduct.client.internal.callback.LoopbackReceiver.Outcome;
import dev.safeconduct.client.internal.text.ServerText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** What a person sees after a login: one self-contained page, without script, for light and dark. */
final class CallbackPages {

    private static final String STYLE =
            """
            :root { color-scheme: light dark; --back: #f4f5f7; --card: #fff; --text: #1c2126; --soft: #59636e;
              --line: #d5dae0; --good: #1a7f4b; --bad: #b3261e; }
            @media (prefers-color-scheme: dark) { :root { --back: #14171a; --card: #1e2327; --text: #e8eaed;
              --soft: #a3adb8; --line: #39424b; --good: #5fd39a; --bad: #ff8a80; } }
            * { box-sizing: border-box; }
            body { margin: 0; min-height: 100vh; display: flex; align-items: center; justify-content: center;
              padding: 1.5rem; background: var(--back); color: var(--text);
              font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
            main { width: 100%; max-width: 34rem; padding: 2rem; background: var(--card);
              border: 1px solid var(--line); border-top: .3rem solid var(--soft); border-radius: .6rem;
              overflow-wrap: anywhere; }
            main.good { border-top-color: var(--good); }
            main.bad { border-top-color: var(--bad); }
            h1 { margin: 0 0 1rem; font-size: 1.4rem; line-height: 1.3; }
            .good h1 { color: var(--good); }
            .bad h1 { color: var(--bad); }
            p { margin: 0 0 .8rem; }
            dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: 0 0 1rem; }
            dt { color: var(--soft); }
            dd { margin: 0; }
            figure { margin: 0 0 1rem; padding: .8rem 1rem; border-left: .25rem solid var(--line); }
            figcaption { color: var(--soft); font-size: .875rem; }
            blockquote { margin: .3rem 0 0; }
            footer { color: var(--soft); font-size: .875rem; }
            """;

    /** Source expression of the style sheet for a Content-Security-Policy. */
    static final String STYLE_HASH = "sha256-" + sha256(STYLE);

    private CallbackPages() {}

    static String ended(String server, @Nullable String account, Outcome outcome) {
        return outcome.success()
                ? page("good", "You are logged in", login(server, account) + "<p>You can close this tab.</p>\n")
                : page(
                        "bad",
                        "The login did not work",
                        paragraph(outcome.problem())
                                + theirs(outcome.serverText())
                                + paragraph(outcome.remedy())
                                + login(server, account)
                                + "<p>You can close this tab.</p>\n");
    }

    static String stillWorking(String server, @Nullable String account) {
        return page(
                "",
                "The login is not complete yet",
                login(server, account)
                        + "<p>The program is still finishing it. Reload this page, or look at the program.</p>\n");
    }

    static String notOurs() {
        return page(
                "bad",
                "This is not the login that was asked for",
                "<p>The response that came here does not belong to a login that is waiting. Nothing was changed, and a"
                        + " login that is under way goes on.</p>\n"
                        + "<p>If you were logging in, go back to the program and use the address that it shows.</p>\n");
    }

    private static String login(String server, @Nullable String account) {
        String accountLine = account == null ? "" : "<dt>Account</dt><dd>" + escape(account) + "</dd>\n";
        return "<dl>\n<dt>Server</dt><dd>" + escape(server) + "</dd>\n" + accountLine + "</dl>\n";
    }

    private static String paragraph(String text) {
        return text.isEmpty() ? "" : "<p>" + escape(text) + "</p>\n";
    }

    private static String theirs(@Nullable String serverText) {
        return serverText == null
                ? ""
                : "<figure>\n<figcaption>The authorization server says, in its own words:</figcaption>\n<blockquote>"
                        + escape(serverText) + "</blockquote>\n</figure>\n";
    }

    private static String page(String kind, String title, String content) {
        return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                + "<title>" + title + " – Safeconduct</title>\n<style>" + STYLE + "</style>\n</head>\n<body>\n"
                + "<main class=\"" + kind + "\">\n<h1>" + title + "</h1>\n" + content
                + "<footer>This page comes from Safeconduct, on this computer.</footer>\n</main>\n</body>\n</html>\n";
    }

    /** Makes any text inert, as the content of an element or a quoted attribute value. */
    static String escape(String text) {
        return ServerText.sanitize(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static String sha256(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return Base64.getEncoder().encodeToString(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JVM has SHA-256", e);
        }
    }
}
