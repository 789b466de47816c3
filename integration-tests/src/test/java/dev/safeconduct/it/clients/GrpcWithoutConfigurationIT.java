package dev.safeconduct.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.AgentConfig;
import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A program that uses gRPC, under an agent without configuration. */
@Tag("full")
class GrpcWithoutConfigurationIT {

    @ParameterizedTest
    @EnumSource
    void all_calls_are_as_without_the_agent(Jdk jdk) {
        for (String version : List.of("grpc-oldest", "grpc-newest")) {
            try (GrpcApi api = GrpcApi.start()) {
                HostProgram without = HostProgram.of(jdk, "GrpcHost").libraries(version);
                List<List<String>> expected = outcomes(without, api);
                List<GrpcApi.Received> received = api.received();
                api.forgetCalls();
                HostProgram with =
                        HostProgram.of(jdk, "GrpcHost").libraries(version).agent(AgentConfig.file(Map.of()));
                assertThat(outcomes(with, api)).isEqualTo(expected);
                assertThat(api.received()).isEqualTo(received);
            }
        }
    }

    private static List<List<String>> outcomes(HostProgram program, GrpcApi api) {
        List<List<String>> seen = new ArrayList<>();
        try (HostJvm jvm = program.start()) {
            for (String method : List.of("Unary", "Collect", "Repeat", "Missing")) {
                for (String option : List.of("", "own-header", "interceptor", "call-credentials", "often")) {
                    jvm.tell("call", api.target(), method, "x", option);
                    seen.add(jvm.nextLine());
                }
            }
        }
        return seen;
    }
}
