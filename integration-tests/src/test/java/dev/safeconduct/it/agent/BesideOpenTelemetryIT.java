package dev.safeconduct.it.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.AgentConfig;
import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.testkit.client.Api;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Another agent that weaves the same clients. */
@Tag("full")
class BesideOpenTelemetryIT {

    static Stream<Arguments> jdksAndOrders() {
        return Arrays.stream(Jdk.values()).flatMap(jdk -> Stream.of(Arguments.of(jdk, true), Arguments.of(jdk, false)));
    }

    @ParameterizedTest(name = "{0}, this agent first: {1}")
    @MethodSource("jdksAndOrders")
    void both_clients_get_their_token_in_either_order(Jdk jdk, boolean first) {
        Path other = Path.of(System.getProperty("clients.dir"), "opentelemetry", "opentelemetry-javaagent.jar");
        assertThat(other).isRegularFile();
        try (Api api = Api.start()) {
            Path config = AgentConfig.file(api.settings("api"), Map.of());
            HostProgram program = HostProgram.of(jdk, "LookAround")
                    .option("-Dotel.traces.exporter=none", "-Dotel.metrics.exporter=none", "-Dotel.logs.exporter=none")
                    .environment(Api.SECRET_VARIABLE, Api.SECRET);
            HostProgram both = first
                    ? program.agent(config).agent(other, "")
                    : program.agent(other, "").agent(config);
            try (HostJvm jvm = both.start()) {
                jvm.tell("get", api.url(""));
                assertThat(jvm.nextLine()).containsExactly("get", "200", "200");
            }
        }
    }
}
