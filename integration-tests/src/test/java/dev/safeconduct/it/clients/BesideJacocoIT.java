package dev.safeconduct.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.AgentConfig;
import dev.safeconduct.it.HostClasses;
import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.it.TemporaryFolders;
import dev.safeconduct.testkit.client.Api;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** JaCoCo's agent changes all classes, those of the clients too, before this agent does or after it. */
@Tag("full")
class BesideJacocoIT {

    static Stream<Arguments> clientsAndOrders() {
        return Stream.of(EveryClient.values()).flatMap(client -> Stream.of(Jdk.values())
                .flatMap(jdk -> Stream.of(Arguments.of(client, jdk, true), Arguments.of(client, jdk, false))));
    }

    @ParameterizedTest(name = "{0}, {1}, this agent first: {2}")
    @MethodSource("clientsAndOrders")
    void a_client_gets_its_tokens_in_either_order(EveryClient client, Jdk jdk, boolean first) {
        Path coverage = TemporaryFolders.create("jacoco").resolve("jacoco.exec");
        Path jacoco = HostClasses.libraries("jacoco").get(0);
        String settings = "=destfile=" + coverage + ",includes=*";
        try (Api api = Api.start()) {
            Path config = AgentConfig.file(api.settings("api"));
            HostProgram program = client.program(jdk).environment(Api.SECRET_VARIABLE, Api.SECRET);
            HostProgram both = first
                    ? program.agent(config).agent(jacoco, settings)
                    : program.agent(jacoco, settings).agent(config);
            try (HostJvm jvm = both.start()) {
                TwoTokens.assertUsed(api, jvm);
                HostJvm.Ended ended = jvm.awaitEnd();
                assertThat(ended.exitCode()).isZero();
                assertThat(ended.err()).noneMatch(line -> line.contains("xception"));
            }
            assertThat(coverage).isNotEmptyFile();
        }
    }
}
