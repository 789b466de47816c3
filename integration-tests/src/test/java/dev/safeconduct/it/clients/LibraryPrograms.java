package dev.safeconduct.it.clients;

import dev.safeconduct.it.AgentConfig;
import dev.safeconduct.it.HostClasses;
import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.testkit.client.Api;
import dev.safeconduct.testkit.client.ClientPrograms;
import dev.safeconduct.testkit.client.ClientSurroundings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A program that uses the library and the adapter of its client, and no agent.
 *
 * @param main the program of {@code src/hosts} that installs the adapter
 * @param without the same that does not
 */
record LibraryPrograms(String main, ForkedPrograms without) implements ClientPrograms {

    @Override
    public List<Jdk> environments() {
        return without.environments();
    }

    @Override
    public HostJvm start(Object jdk, ClientSurroundings surroundings, List<Map<String, String>> settings) {
        HostProgram program = HostProgram.of((Jdk) jdk, main)
                .libraries(without.libraries())
                .option(ForkedPrograms.options(surroundings))
                .environment("SAFECONDUCT_CONFIG", AgentConfig.file(settings).toString())
                .environment(Api.SECRET_VARIABLE, Api.SECRET);
        HostClasses.ofLibrary().forEach(program::classPath);
        return program.start();
    }

    @Override
    public HostJvm startWithout(Object jdk, ClientSurroundings surroundings) {
        return without.startWithout(jdk, surroundings);
    }

    @Override
    public Path newFolder(String name) {
        return without.newFolder(name);
    }
}
