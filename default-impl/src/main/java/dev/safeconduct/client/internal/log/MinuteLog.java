package dev.safeconduct.client.internal.log;

import dev.safeconduct.client.internal.log.EventLog.Level;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One line a minute for each cause; the same cause again is at debug level. Safe for all threads. */
public final class MinuteLog {

    private static final long QUIET_MILLIS = 60_000;
    private static final int MOST_CAUSES = 64;

    private final EventLog log;
    private final Clock clock;
    private final Map<String, Long> last = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MOST_CAUSES;
        }
    };

    public MinuteLog(EventLog log, Clock clock) {
        this.log = log;
        this.clock = clock;
    }

    /** Writes a line at this level, or at debug level if there was one of the same cause within the last minute. */
    public void log(Level level, String cause, String message, @Nullable Throwable exception) {
        log.log(isNew(cause) ? level : Level.DEBUG, message, exception);
    }

    private synchronized boolean isNew(String cause) {
        long now = clock.millis();
        Long before = last.get(cause);
        if (before != null && now - before < QUIET_MILLIS && now >= before) {
            return false;
        }
        last.put(cause, now);
        return true;
    }
}
