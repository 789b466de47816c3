package dev.safeconduct.it.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.AgentConfig;
import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.testkit.client.Api;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a program gets at that goes by reflection from all it can see to all it can reach. */
class HostileHostIT {

    private static final String ENTRY_CLASS = "dev.safeconduct.agent.SafeconductAgent";

    @ParameterizedTest
    @EnumSource
    void t74_a_hostile_host_opens_no_class_of_the_agent(Jdk jdk) {
        try (Api api = Api.start();
                HostJvm jvm = HostProgram.of(jdk, "HostileHost")
                        .agent(AgentConfig.file(api.settings("api")))
                        .environment(Api.SECRET_VARIABLE, Api.SECRET)
                        .start()) {
            jvm.tell("walk", api.url(""));
            List<List<String>> found = new ArrayList<>();
            for (List<String> line = jvm.nextLine(); !line.get(0).equals("end"); line = jvm.nextLine()) {
                found.add(line);
            }
            assertThat(words(found, "status")).as(jvm.err()).containsExactly("200", "200");
            // It does see some: else this test would look at nothing.
            assertThat(words(found, "reached"))
                    .allSatisfy(count -> assertThat(Integer.parseInt(count)).isGreaterThan(3));
            assertThat(words(found, "context"))
                    .as("loaders of ours as context loaders")
                    .isEmpty();
            assertThat(words(found, "rights")).isEmpty();
            // The entry class is the host's own as much as ours. What defined the module has done its work.
            assertThat(words(found, "opened"))
                    .contains(ENTRY_CLASS)
                    .allMatch(name -> name.equals(ENTRY_CLASS) || name.startsWith("dev.safeconduct.agent.module."));
        }
    }

    private static List<String> words(List<List<String>> lines, String about) {
        return lines.stream()
                .filter(line -> line.get(0).equals(about))
                .map(line -> line.get(1))
                .toList();
    }
}
