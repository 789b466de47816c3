package dev.safeconduct.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.AgentConfig;
import dev.safeconduct.it.HostClasses;
import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.it.TemporaryFolders;
import dev.safeconduct.testkit.SelfSigned;
import dev.safeconduct.testkit.client.Api;
import dev.safeconduct.testkit.client.Call;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A program that has installed the adapter itself, under the agent. */
@Tag("full")
class NettyBesideAgentIT {

    /** The agent could get a token, and the program's own session has no login. */
    @ParameterizedTest
    @EnumSource
    void t78_a_session_of_a_program_on_netty_gets_no_token_of_the_agent(Jdk jdk) {
        try (Api api = Api.start()) {
            try (HostJvm jvm = start(jdk, api.settings("api"), api.url(""))) {
                assertRefused(jvm, Call.get(api.url("")));
            }
            assertThat(api.authorizations("/mcp")).containsExactly("");
        }
    }

    @ParameterizedTest
    @EnumSource
    void t78_a_session_of_a_program_over_http2_gets_no_token_of_the_agent(Jdk jdk) throws IOException {
        try (Http2Api api = Http2Api.start(SelfSigned.create(TemporaryFolders.create("tls")))) {
            try (HostJvm jvm = start(jdk, api.settings("api"), api.url(""))) {
                assertRefused(jvm, Call.get(api.url("")).with("http2"));
            }
            assertThat(api.received())
                    .extracting(Http2Api.Received::authorization)
                    .containsExactly("");
        }
    }

    private static HostJvm start(Jdk jdk, Map<String, String> settings, String url) {
        HostProgram program = HostProgram.of(jdk, "ReactorNettyLibraryHost")
                .libraries("reactor-netty-newest")
                .agent(AgentConfig.file(settings))
                .environment(Api.SECRET_VARIABLE, Api.SECRET)
                .environment(
                        "SAFECONDUCT_CONFIG",
                        AgentConfig.file(Map.of("safeconduct.server.api.url", url))
                                .toString());
        HostClasses.ofLibrary().forEach(program::classPath);
        return program.start();
    }

    private static void assertRefused(HostJvm jvm, Call call) {
        assertThat(jvm.send(call))
                .satisfies(
                        seen -> assertThat(seen.status()).as(seen + jvm.err()).isEqualTo(401));
    }
}
