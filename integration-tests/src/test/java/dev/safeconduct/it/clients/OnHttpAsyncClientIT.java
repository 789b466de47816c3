package dev.safeconduct.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.AgentConfig;
import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.testkit.RecordedRequest;
import dev.safeconduct.testkit.client.Api;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Elasticsearch's low-level clients: they need nothing of their own. */
@Tag("full")
class OnHttpAsyncClientIT {

    @ParameterizedTest
    @EnumSource
    void elasticsearch_on_version_4(Jdk jdk) {
        assertPostsSurviveARevocation(jdk, "on-httpasyncclient4", "rest");
    }

    @ParameterizedTest
    @EnumSource
    void elasticsearch_on_version_5(Jdk jdk) {
        assertPostsSurviveARevocation(jdk, "on-httpasyncclient5", "rest5");
    }

    private static void assertPostsSurviveARevocation(Jdk jdk, String libraries, String client) {
        try (Api api = Api.start();
                HostJvm jvm = HostProgram.of(jdk, "OnHttpAsyncClientHost")
                        .libraries(libraries)
                        .agent(AgentConfig.file(api.settings("api")))
                        .environment(Api.SECRET_VARIABLE, Api.SECRET)
                        .start()) {
            assertDone(jvm, client, api);
            api.issuer.endAccessTokens();
            api.forgetRequests();
            assertDone(jvm, client, api);
            assertThat(api.tokenRequests()).isOne();
            assertThat(api.authorizations("/work"))
                    .hasSize(2)
                    .doesNotHaveDuplicates()
                    .allMatch(value -> value.startsWith("Bearer "));
            assertThat(api.resource.requestsTo("/work"))
                    .extracting(RecordedRequest::body)
                    .containsOnly("{\"a\":1}");
        }
    }

    private static void assertDone(HostJvm jvm, String client, Api api) {
        jvm.tell(client, api.url(""));
        assertThat(jvm.nextLine()).as(jvm.err()).containsExactly("done", "200");
    }
}
