package dev.safeconduct.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps this process, and the servers in it, on one processor until it is closed, and has another one for the programs
 * that call them. Where each runs on any, a program may take twice the time of the same program beside it: waking a
 * thread on the own processor costs the kernel something else than on the other. By {@code taskset} of util-linux.
 */
final class Processors implements AutoCloseable {

    private static final int ATTEMPTS = 20;
    private static final int PAUSE_MILLIS = 500;

    private final String all;
    private final int ofPrograms;

    /** @throws IllegalStateException if there is only one processor */
    Processors() throws IOException, InterruptedException {
        all = taskset("-c", "-p", pid()).replaceFirst("(?s).*: ", "").strip();
        List<Integer> each = new ArrayList<>();
        for (String range : all.split(",")) {
            String[] ends = range.split("-");
            for (int i = Integer.parseInt(ends[0]); i <= Integer.parseInt(ends[ends.length - 1]); i++) {
                each.add(i);
            }
        }
        if (each.size() < 2) {
            throw new IllegalStateException("A program and its server need a processor each, and there is one.");
        }
        ofPrograms = each.get(0);
        keep(each.get(1).toString());
    }

    /** How a command begins that runs on the other processor. */
    List<String> ofPrograms() {
        return List.of("taskset", "-c", String.valueOf(ofPrograms));
    }

    /** All threads of this process; tried again, since one that ends meanwhile is an error, and a server has many. */
    private static void keep(String processors) throws IOException, InterruptedException {
        for (int left = ATTEMPTS; ; left--) {
            try {
                taskset("-a", "-c", "-p", processors, pid());
                return;
            } catch (IOException e) {
                if (left == 1) {
                    throw e;
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }

    private static String pid() {
        return String.valueOf(ProcessHandle.current().pid());
    }

    private static String taskset(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("taskset"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(
                    String.join(" ", command) + ": " + said.replaceAll("(?m)^pid \\d+'s (current|new).*\\R?", ""));
        }
        return said;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        keep(all);
    }
}
