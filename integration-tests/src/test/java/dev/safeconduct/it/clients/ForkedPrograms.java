package dev.safeconduct.it.clients;

import dev.safeconduct.it.AgentConfig;
import dev.safeconduct.it.HostClasses;
import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.it.TemporaryFolders;
import dev.safeconduct.testkit.SelfSigned;
import dev.safeconduct.testkit.client.Api;
import dev.safeconduct.testkit.client.ClientPrograms;
import dev.safeconduct.testkit.client.ClientSurroundings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A program of {@code src/hosts} with the packed agent, in a JVM of its own on every JDK.
 *
 * @param libraries the folder of {@link HostClasses#libraries} that has the client; empty if the JDK has it
 */
record ForkedPrograms(String main, String libraries) implements ClientPrograms {

    /** One whose client is the JDK's. */
    ForkedPrograms(String main) {
        this(main, "");
    }

    @Override
    public List<Jdk> environments() {
        return List.of(Jdk.values());
    }

    @Override
    public HostJvm start(Object jdk, ClientSurroundings surroundings, List<Map<String, String>> settings) {
        return program((Jdk) jdk, surroundings)
                .agent(AgentConfig.file(settings))
                .environment(Api.SECRET_VARIABLE, Api.SECRET)
                .start();
    }

    @Override
    public HostJvm startWithout(Object jdk, ClientSurroundings surroundings) {
        return program((Jdk) jdk, surroundings).start();
    }

    @Override
    public Path newFolder(String name) {
        return TemporaryFolders.create(name);
    }

    private HostProgram program(Jdk jdk, ClientSurroundings surroundings) {
        return HostProgram.of(jdk, main).libraries(libraries).option(options(surroundings));
    }

    static String[] options(ClientSurroundings surroundings) {
        return new String[] {
            "-Djdk.net.hosts.file=" + surroundings.hosts(),
            "-Djavax.net.ssl.trustStore=" + surroundings.trustStore(),
            "-Djavax.net.ssl.trustStorePassword=" + SelfSigned.PASSWORD,
            "-Djdk.httpclient.allowRestrictedHeaders=host",
            "-Dsun.net.http.allowRestrictedHeaders=true"
        };
    }
}
