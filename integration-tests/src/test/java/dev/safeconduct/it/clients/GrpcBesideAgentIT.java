package dev.safeconduct.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.AgentConfig;
import dev.safeconduct.it.HostClasses;
import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.testkit.client.Api;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A program that has installed the adapter itself, under the agent. */
@Tag("full")
class GrpcBesideAgentIT {

    /** The agent could get a token, and the program's own session has no login. */
    @ParameterizedTest
    @EnumSource
    void t78_a_session_of_a_grpc_program_gets_no_token_of_the_agent(Jdk jdk) {
        try (GrpcApi api = GrpcApi.start()) {
            Map<String, String> settings = api.settings("api", "127.0.0.1");
            HostProgram program = HostProgram.of(jdk, "GrpcLibraryHost")
                    .libraries("grpc-newest")
                    .agent(AgentConfig.file(settings))
                    .environment(Api.SECRET_VARIABLE, Api.SECRET)
                    .environment(
                            "SAFECONDUCT_CONFIG",
                            AgentConfig.file(Map.of(
                                            "safeconduct.server.api.url", settings.get("safeconduct.server.api.url")))
                                    .toString());
            HostClasses.ofLibrary().forEach(program::classPath);
            try (HostJvm jvm = program.start()) {
                jvm.tell("call", api.target(), "Unary", "x", "");
                assertThat(jvm.nextLine()).as(jvm.err()).element(1).isEqualTo("UNAUTHENTICATED");
                assertThat(api.authorizations()).containsExactly("");
            }
        }
    }
}
