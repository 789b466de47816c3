package dev.safeconduct.it.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.AgentConfig;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.testkit.Reply;
import dev.safeconduct.testkit.client.Api;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the agent adds to {@code HttpURLConnection}, in bytes. A request of {@code java.net.http} is of several threads, and
 * allocates as they meet: there is no exact figure to compare.
 */
class AllocationIT {

    @ParameterizedTest
    @EnumSource
    void a_request_to_a_server_that_is_not_configured_allocates_nothing_of_the_agent(Jdk jdk) throws Exception {
        try (Api configured = api();
                Api other = api()) {
            assertThat(bytes(program(jdk, other, configured), configured))
                    .isEqualTo(bytes(program(jdk, other, configured)));
            assertThat(configured.authorizations("/x")).contains("").anyMatch(value -> value.startsWith("Bearer "));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_token_takes_little_more_than_a_field_that_the_program_sets(Jdk jdk) throws Exception {
        try (Api api = api()) {
            String value = "Bearer " + api.issuer.issue(Api.CLIENT, null).accessToken();
            long without = bytes(program(jdk, api, api));
            long field = bytes(program(jdk, api, api, value)) - without;
            long token = bytes(program(jdk, api, api), api) - without;
            assertThat(api.authorizations("/x")).contains("", value).hasSize(903);
            assertThat(token).isPositive().isLessThanOrEqualTo(field + 320);
        }
    }

    private static Api api() {
        Api api = Api.start();
        api.resource.on("/x", request -> Reply.text(200, "text/plain", "ok"));
        return api;
    }

    /** Interpreted: a compiler could leave out what is allocated in one JVM, and not in the other. */
    private static HostProgram program(Jdk jdk, Api called, Api calledFirst, String... value) {
        List<String> arguments = new ArrayList<>(List.of(called.url("/x"), calledFirst.url("/x")));
        arguments.addAll(List.of(value));
        return HostProgram.of(jdk, "AllocationHost", arguments.toArray(String[]::new))
                .option("-Xint");
    }

    private static long bytes(HostProgram program, Api configured) throws Exception {
        return bytes(program.agent(AgentConfig.file(configured.settings("api")))
                .environment(Api.SECRET_VARIABLE, Api.SECRET));
    }

    private static long bytes(HostProgram program) throws Exception {
        return Long.parseLong(program.run().out().get(0));
    }
}
