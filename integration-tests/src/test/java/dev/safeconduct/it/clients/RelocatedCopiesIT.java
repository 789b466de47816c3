package dev.safeconduct.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.AgentConfig;
import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.testkit.client.Api;
import dev.safeconduct.testkit.client.Call;
import dev.safeconduct.testkit.client.Seen;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients in other packages, of which {@code safeconduct.agent.relocated} tells the agent; gRPC has {@link RelocatedGrpcIT}. */
@Tag("full")
class RelocatedCopiesIT {

    static Stream<Arguments> copies() {
        return Stream.of(RelocatedCopy.values())
                .filter(copy -> copy != RelocatedCopy.GRPC)
                .flatMap(copy -> Stream.of(Jdk.values()).map(jdk -> Arguments.of(copy, jdk)));
    }

    private static HostJvm start(HostProgram program, Api api) {
        return program.agent(AgentConfig.file(api.settings("api")))
                .environment(Api.SECRET_VARIABLE, Api.SECRET)
                .start();
    }

    @ParameterizedTest
    @MethodSource("copies")
    void a_copy_gets_its_first_token_and_another_after_a_revocation(RelocatedCopy copy, Jdk jdk) {
        try (Api api = Api.start();
                HostJvm program = start(copy.program(jdk).option(copy.option()), api)) {
            TwoTokens.assertUsed(api, program);
        }
    }

    @ParameterizedTest
    @MethodSource("copies")
    void a_copy_that_the_agent_is_not_told_of_is_left_alone(RelocatedCopy copy, Jdk jdk) {
        String other = copy.client().equals("okhttp") ? "netty" : "okhttp";
        List<HostProgram> programs = List.of(
                copy.program(jdk),
                copy.program(jdk).option(copy.option(), "-Dsafeconduct.agent.clients=" + other),
                copy.program(jdk).option(copy.option().replaceFirst("=\\w+$", "=" + other)));
        try (Api api = Api.start();
                HostJvm without = copy.program(jdk).start()) {
            Seen expected = without.send(Call.get(api.url("/a")));
            assertThat(expected.status()).isEqualTo(401);
            for (HostProgram program : programs) {
                try (HostJvm with = start(program, api)) {
                    assertThat(with.send(Call.get(api.url("/a")))).isEqualTo(expected);
                    assertThat(with.err()).doesNotContain("safeconduct");
                }
            }
            assertThat(api.authorizations("/a")).hasSize(4).containsOnly("");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"com.launchdarkly.shaded.okhttp3", "com.launchdarkly.shaded.okhttp3=okhttp3", "=okhttp"})
    void a_bad_value_is_told_at_once_and_the_program_goes_on_without_the_agent(String value) {
        try (Api api = Api.start();
                HostJvm program = start(
                        RelocatedCopy.LAUNCH_DARKLY
                                .program(Jdk.JDK_17)
                                .environment("SAFECONDUCT__AGENT__RELOCATED", value),
                        api)) {
            assertThat(program.send(Call.get(api.url("/a"))).status()).isEqualTo(401);
            HostJvm.Ended ended = program.awaitEnd();
            assertThat(ended.exitCode()).isZero();
            assertThat(ended.err())
                    .singleElement()
                    .asString()
                    .startsWith("safeconduct: disabled: safeconduct.agent.relocated=" + value
                            + " is not a list of packages and clients: write, for example,"
                            + " com.example.okhttp3=okhttp, with commas between several.");
        }
    }

    /** The name table is made before a file is read. */
    @ParameterizedTest
    @EnumSource
    void the_key_in_a_file_is_an_error_that_says_where_it_belongs(Jdk jdk) {
        Path file = AgentConfig.file(Map.of("safeconduct.agent.relocated", "com.acme=okhttp"));
        HostJvm.Ended ended = HostProgram.commandLine(jdk, "status", "--config")
                .environment("SAFECONDUCT_CONFIG", file.toString())
                .run();
        assertThat(ended.toString()).contains("safeconduct.agent.relocated has no effect in a file");
    }
}
