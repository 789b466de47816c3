package dev.safeconduct.agent.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;

/** {@code safeconduct: WARN <message>}; in a file, which has no other clock, the time comes first. */
final class LineLayout extends LayoutBase<ILoggingEvent> {

    private final boolean time;

    LineLayout(boolean time) {
        this.time = time;
    }

    @Override
    public String doLayout(ILoggingEvent event) {
        StringBuilder line = new StringBuilder();
        if (time) {
            line.append(Instant.ofEpochMilli(event.getTimeStamp())).append(' ');
        }
        line.append("safeconduct: ")
                .append(event.getLevel())
                .append(' ')
                .append(oneLine(event.getFormattedMessage()))
                .append(System.lineSeparator());
        IThrowableProxy cause = event.getThrowableProxy();
        if (cause != null) {
            line.append(ThrowableProxyUtil.asString(cause)).append(System.lineSeparator());
        }
        return line.toString();
    }

    /** A message is one line, whatever a server has put into it. */
    static String oneLine(String text) {
        StringBuilder line = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            line.append(Character.isISOControl(c) ? ' ' : c);
        }
        return line.toString();
    }
}
