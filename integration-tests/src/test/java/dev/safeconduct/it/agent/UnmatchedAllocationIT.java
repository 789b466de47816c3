package dev.safeconduct.it.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.AgentConfig;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.testkit.Reply;
import dev.safeconduct.testkit.client.Api;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the agent adds to {@code HttpURLConnection} where it calls a server that is not configured. A request of
 * {@code java.net.http} is of several threads, and allocates as they meet: there is no exact figure to compare.
 */
class UnmatchedAllocationIT {

    @ParameterizedTest
    @EnumSource
    void a_request_to_a_server_that_is_not_configured_allocates_nothing_of_the_agent(Jdk jdk) throws Exception {
        try (Api configured = Api.start();
                Api other = Api.start()) {
            configured.resource.on("/x", request -> Reply.text(200, "text/plain", "ok"));
            other.resource.on("/x", request -> Reply.text(200, "text/plain", "ok"));
            assertThat(bytes(program(jdk, configured, other)
                            .agent(AgentConfig.file(configured.settings("api")))
                            .environment(Api.SECRET_VARIABLE, Api.SECRET)))
                    .isEqualTo(bytes(program(jdk, configured, other)));
            assertThat(configured.authorizations("/x")).contains("").anyMatch(value -> value.startsWith("Bearer "));
        }
    }

    /** Interpreted: a compiler could leave out what is allocated in one JVM, and not in the other. */
    private static HostProgram program(Jdk jdk, Api configured, Api other) {
        return HostProgram.of(jdk, "AllocationHost", other.url("/x"), configured.url("/x"))
                .option("-Xint");
    }

    private static List<String> bytes(HostProgram program) throws Exception {
        return program.run().out();
    }
}
