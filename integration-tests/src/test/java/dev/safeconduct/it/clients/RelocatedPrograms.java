package dev.safeconduct.it.clients;

import dev.safeconduct.it.AgentConfig;
import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.it.TemporaryFolders;
import dev.safeconduct.testkit.client.Api;
import dev.safeconduct.testkit.client.ClientPrograms;
import dev.safeconduct.testkit.client.ClientSurroundings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A program whose client is a copy in another package, with the packed agent, in a JVM of its own on every JDK. */
record RelocatedPrograms(RelocatedCopy copy) implements ClientPrograms {

    @Override
    public List<Jdk> environments() {
        return List.of(Jdk.values());
    }

    @Override
    public HostJvm start(Object jdk, ClientSurroundings surroundings, List<Map<String, String>> settings) {
        return copy.program((Jdk) jdk)
                .option(ForkedPrograms.options(surroundings))
                .option(copy.option())
                .agent(AgentConfig.file(settings))
                .environment(Api.SECRET_VARIABLE, Api.SECRET)
                .start();
    }

    @Override
    public HostJvm startWithout(Object jdk, ClientSurroundings surroundings) {
        return copy.program((Jdk) jdk)
                .option(ForkedPrograms.options(surroundings))
                .start();
    }

    @Override
    public Path newFolder(String name) {
        return TemporaryFolders.create(name);
    }
}
