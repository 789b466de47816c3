package dev.safeconduct.agent.hook;

import dev.safeconduct.client.internal.log.EventLog;
import java.util.ArrayList;
import java.util.List;

/** Keeps its lines. */
final class RecordingLog implements EventLog {

    private final List<String> lines = new ArrayList<>();

    @Override
    public boolean enabled(Level level) {
        return true;
    }

    @Override
    public synchronized void log(Level level, String message, Throwable cause) {
        lines.add(level + " " + message);
    }

    synchronized List<String> lines() {
        return List.copyOf(lines);
    }
}
