package dev.safeconduct.it.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.AgentConfig;
import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.it.TemporaryFolders;
import dev.safeconduct.testkit.client.Call;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A program that makes no HTTP call does not notice the agent. */
class QuietAgentIT {
    private static final String ENTRY_CLASS = "dev.safeconduct.agent.SafeconductAgent";
    private static final Pattern CLASS = Pattern.compile("\\] (\\S+) source: ");

    @ParameterizedTest
    @EnumSource
    void nothing_is_printed_and_nothing_loaded(Jdk jdk) throws IOException {
        Path loaded = TemporaryFolders.create("classes").resolve("loaded.log");
        HostJvm.Ended ended = silent(jdk, loaded).agent(config()).run();
        assertThat(ended).isEqualTo(new HostJvm.Ended(0, List.of("host: done"), List.of()));
        assertThat(ours(loaded)).containsExactly(ENTRY_CLASS);
    }

    /** So that the list above is not empty for want of a look: a program with a call loads more. */
    @ParameterizedTest
    @EnumSource
    void a_call_is_what_wakes_it(Jdk jdk) throws IOException {
        Path loaded = TemporaryFolders.create("classes").resolve("loaded.log");
        HostProgram program = HostProgram.of(jdk, "HttpUrlConnectionHost")
                .option("-Xlog:class+load:file=" + loaded)
                .agent(config());
        try (HostJvm jvm = program.start()) {
            jvm.send(Call.get("http://127.0.0.1:1/"));
            assertThat(jvm.awaitEnd().err()).isEmpty();
        }
        assertThat(ours(loaded))
                .contains(ENTRY_CLASS, "java.lang.SafeconductBridge")
                // The request is none of ours: the client behind it is not opened, nothing is logged, no JSON read.
                .noneMatch(name -> name.matches("(ch\\.qos|org\\.slf4j|com\\.fasterxml|com\\.auth0|picocli)\\..*"));
    }

    private static HostProgram silent(Jdk jdk, Path loaded) {
        return HostProgram.of(jdk, "Silent").option("-Xlog:class+load:file=" + loaded);
    }

    private static Path config() {
        return AgentConfig.file(Map.of("safeconduct.server.api.url", "https://api.example.test/mcp"));
    }

    private static Set<String> ours(Path log) throws IOException {
        Set<String> names = new TreeSet<>();
        for (String line : Files.readAllLines(log)) {
            Matcher name = CLASS.matcher(line);
            if (name.find()
                    && name.group(1)
                            .matches("(dev\\.safeconduct|net\\.bytebuddy|ch\\.qos|org\\.slf4j|com\\.fasterxml"
                                    + "|com\\.auth0|picocli)\\..*|java\\.lang\\.Safeconduct.*")) {
                names.add(name.group(1));
            }
        }
        return names;
    }
}
