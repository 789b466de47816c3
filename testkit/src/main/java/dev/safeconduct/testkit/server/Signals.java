package dev.safeconduct.testkit.server;

import java.io.IOException;

/** What the JDK cannot send to a process. */
final class Signals {

    private Signals() {}

    /** @param name as {@code kill} knows it, for example {@code STOP} */
    static void send(String name, Process process) throws IOException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .inheritIO()
                .start();
        if (kill.onExit().join().exitValue() != 0) {
            throw new IllegalStateException("kill -" + name);
        }
    }
}
