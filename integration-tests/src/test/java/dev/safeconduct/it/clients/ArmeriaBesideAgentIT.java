package dev.safeconduct.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.AgentConfig;
import dev.safeconduct.it.HostClasses;
import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.testkit.client.Api;
import dev.safeconduct.testkit.client.Call;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A program that has installed the adapter itself, under the agent. */
@Tag("full")
class ArmeriaBesideAgentIT {

    /** The agent could get a token, and the program's own session has no login. */
    @ParameterizedTest
    @EnumSource
    void t78_a_session_of_a_program_on_armeria_gets_no_token_of_the_agent(Jdk jdk) {
        try (Api api = Api.start()) {
            HostProgram program = HostProgram.of(jdk, "ArmeriaLibraryHost")
                    .libraries("armeria-newest")
                    .agent(AgentConfig.file(api.settings("api")))
                    .environment(Api.SECRET_VARIABLE, Api.SECRET)
                    .environment(
                            "SAFECONDUCT_CONFIG",
                            AgentConfig.file(Map.of("safeconduct.server.api.url", api.url("")))
                                    .toString());
            HostClasses.ofLibrary().forEach(program::classPath);
            try (HostJvm jvm = program.start()) {
                assertThat(jvm.send(Call.get(api.url(""))))
                        .satisfies(seen ->
                                assertThat(seen.status()).as(seen + jvm.err()).isEqualTo(401));
                assertThat(api.authorizations("/mcp")).containsExactly("");
            }
        }
    }
}
