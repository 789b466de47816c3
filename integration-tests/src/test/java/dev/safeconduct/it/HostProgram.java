package dev.safeconduct.it;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A program with the packed agent, in a JVM of its own: in a clean environment with a home of its own, so that neither
 * the settings nor the logins of whoever runs the tests take part.
 */
public final class HostProgram {
    private final List<String> options = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private final List<String> command = new ArrayList<>();
    private final List<String> runner = new ArrayList<>();
    private final Jdk jdk;
    private Path home = TemporaryFolders.create("home");

    private HostProgram(Jdk jdk) {
        this.jdk = jdk;
        // Small and quick to start; the performance counters would be a file in the temp directory.
        options.addAll(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"));
    }

    /** One of the programs of {@code src/hosts}. */
    public static HostProgram of(Jdk jdk, String main, String... arguments) {
        HostProgram program = new HostProgram(jdk);
        program.command.addAll(List.of("-cp", HostClasses.directory().toString(), "hosts." + main));
        program.command.addAll(List.of(arguments));
        return program;
    }

    /** Any program, started with these options and arguments. */
    public static HostProgram java(Jdk jdk, List<String> optionsAndArguments) {
        HostProgram program = new HostProgram(jdk);
        program.command.addAll(optionsAndArguments);
        return program;
    }

    /** The program of an executable jar. */
    public static HostProgram jar(Jdk jdk, Path jar, String... arguments) {
        HostProgram program = new HostProgram(jdk);
        program.command.addAll(List.of("-jar", jar.toString()));
        program.command.addAll(List.of(arguments));
        return program;
    }

    /** The command line in the agent's jar. */
    public static HostProgram commandLine(Jdk jdk, String... arguments) {
        return jar(jdk, agentJar(), arguments);
    }

    /** The jar under test. */
    public static Path agentJar() {
        return Path.of(System.getProperty("safeconduct.agent.jar"));
    }

    /** One more folder or jar on its class path. */
    public HostProgram classPath(Path folder) {
        command.set(1, command.get(1) + File.pathSeparator + folder);
        return this;
    }

    /** The libraries of a folder on its class path, if it is named. */
    public HostProgram libraries(String name) {
        if (!name.isEmpty()) {
            HostClasses.libraries(name).forEach(this::classPath);
        }
        return this;
    }

    public HostProgram agent(Path argument) {
        return agent(agentJar(), "=" + argument);
    }

    public HostProgram agent(Path jar, String argument) {
        return option("-javaagent:" + jar + argument);
    }

    /** One more argument of the program. */
    public HostProgram argument(String argument) {
        command.add(argument);
        return this;
    }

    public HostProgram option(String... more) {
        options.addAll(List.of(more));
        return this;
    }

    /** What the JVM is started by, for example a tracer with its options. */
    public HostProgram under(List<String> program) {
        runner.addAll(program);
        return this;
    }

    public HostProgram environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    public HostProgram home(Path folder) {
        home = folder;
        return this;
    }

    public Path home() {
        return home;
    }

    /** The command, as another process would see it. */
    public List<String> command() {
        List<String> whole = new ArrayList<>(runner);
        whole.add(jdk.java().toString());
        whole.addAll(options);
        whole.add("-Duser.home=" + home);
        whole.addAll(command);
        return whole;
    }

    /** Starts it. */
    public HostJvm start() {
        ProcessBuilder builder = new ProcessBuilder(command());
        builder.directory(new File(home.toString()));
        builder.environment().clear();
        builder.environment().put("HOME", home.toString());
        builder.environment().putAll(environment);
        try {
            return new HostJvm(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs it to its end. */
    public HostJvm.Ended run() {
        try (HostJvm jvm = start()) {
            return jvm.awaitEnd();
        }
    }
}
