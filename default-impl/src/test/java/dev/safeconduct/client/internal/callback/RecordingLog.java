package dev.safeconduct.client.internal.callback;

import dev.safeconduct.client.internal.log.EventLog;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Keeps what would be seen at the default level. */
final class RecordingLog implements EventLog {

    final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public boolean enabled(Level level) {
        return level.compareTo(Level.WARN) <= 0;
    }

    @Override
    public void log(Level level, String message, @Nullable Throwable cause) {
        if (enabled(level)) {
            lines.add(message + " " + cause);
        }
    }
}
