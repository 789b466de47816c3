package dev.safeconduct.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A whole process, measured from outside. */
final class Program {

    /**
     * What one run took.
     *
     * @param cpu user and system time in milliseconds
     * @param memory the most that was resident at once, in MiB; 0 if the program does not say it
     */
    record Cost(double cpu, double memory) {}

    private static final Pattern TIMES = Pattern.compile("TIMES (\\S+) (\\S+)");
    private static final Pattern PEAK = Pattern.compile("VmHWM:\\s*(\\d+) kB");

    private final List<String> command;
    private final Map<String, String> environment;

    private Program(List<String> command, Map<String, String> environment) {
        this.command = command;
        this.environment = environment;
    }

    /** A JVM with these arguments. */
    static Program java(Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:-UsePerfData"));
        command.addAll(List.of(arguments));
        return new Program(command, environment);
    }

    /** The same with an agent and its options before all other arguments. */
    Program with(String... options) {
        List<String> longer = new ArrayList<>(command);
        longer.addAll(1, List.of(options));
        return new Program(longer, environment);
    }

    /** The same with one more argument after all others. */
    Program and(String argument) {
        List<String> longer = new ArrayList<>(command);
        longer.add(argument);
        return new Program(longer, environment);
    }

    /**
     * Starts it, for those who talk to it.
     *
     * @param runner a command that runs it
     */
    Process start(List<String> runner) throws IOException {
        List<String> longer = new ArrayList<>(runner);
        longer.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(longer).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        return builder.start();
    }

    /**
     * Runs it to its end.
     *
     * @throws IllegalStateException if it fails
     */
    Cost run() throws IOException, InterruptedException {
        List<String> timed =
                new ArrayList<>(List.of("bash", "-c", "TIMEFORMAT='TIMES %3U %3S'; time \"$@\"", "measured"));
        timed.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(timed).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C");
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher times = TIMES.matcher(output);
        if (process.waitFor() != 0 || !times.find()) {
            throw new IllegalStateException(String.join(" ", command) + " failed: " + output);
        }
        Matcher peak = PEAK.matcher(output);
        return new Cost(
                1000 * (Double.parseDouble(times.group(1)) + Double.parseDouble(times.group(2))),
                peak.find() ? Double.parseDouble(peak.group(1)) / 1024 : 0);
    }
}
