package dev.safeconduct.agent.hook;

import dev.safeconduct.client.internal.log.EventLog;
import java.util.ArrayList;
import java.util.List;

/** Keeps its lines. */
public final class RecordingLog implements EventLog {

    private final List<String> lines = new ArrayList<>();
    private final List<Throwable> causes = new ArrayList<>();

    @Override
    public boolean enabled(Level level) {
        return true;
    }

    @Override
    public synchronized void log(Level level, String message, Throwable cause) {
        lines.add(level + " " + message);
        if (cause != null) {
            causes.add(cause);
        }
    }

    public synchronized List<Throwable> causes() {
        return List.copyOf(causes);
    }

    public synchronized List<String> lines() {
        return List.copyOf(lines);
    }
}
