package dev.safeconduct.client.internal.browser;

import dev.safeconduct.client.internal.text.ServerText;
import dev.safeconduct.spi.BrowserOpener;
import dev.safeconduct.spi.LoginPrompt;
import java.io.Flushable;
import java.io.IOException;
import java.util.function.Supplier;

/** Opens nothing: writes the address for the person to open. */
final class PrintBrowser implements BrowserOpener {

    private final Supplier<? extends Appendable> target;

    /** @param target asked at each login, since {@code System.err} may be another by then */
    PrintBrowser(Supplier<? extends Appendable> target) {
        this.target = target;
    }

    @Override
    public void open(LoginPrompt prompt) throws IOException {
        String url = LoginUrl.check(prompt.uri());
        StringBuilder text = new StringBuilder("To log in to ").append(ServerText.sanitize(prompt.server()));
        if (prompt.account() != null) {
            text.append(" as ").append(ServerText.sanitize(prompt.account()));
        }
        text.append(", open this address:\n  ").append(url).append('\n');
        if (prompt.userCode() != null) {
            text.append("and enter the code ")
                    .append(ServerText.sanitize(prompt.userCode()))
                    .append('\n');
        }
        Appendable out = target.get();
        out.append(text);
        if (out instanceof Flushable flushable) {
            flushable.flush();
        }
    }
}
