package dev.safeconduct.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.AgentConfig;
import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.testkit.RecordedRequest;
import dev.safeconduct.testkit.client.Api;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Libraries that send by Apache HttpClient: they need nothing of their own, and one request is decided once. */
class OnApacheIT {

    @ParameterizedTest
    @EnumSource
    void spring_and_feign_on_version_4(Jdk jdk) {
        assertPostsSurviveARevocation(jdk, "on-httpclient4", "feign.httpclient.ApacheHttpClient");
    }

    @ParameterizedTest
    @EnumSource
    void spring_and_feign_on_version_5(Jdk jdk) {
        assertPostsSurviveARevocation(jdk, "on-httpclient5", "feign.hc5.ApacheHttp5Client");
    }

    private static void assertPostsSurviveARevocation(Jdk jdk, String libraries, String feign) {
        try (Api api = Api.start();
                HostJvm jvm = HostProgram.of(jdk, "OnApacheHost")
                        .libraries(libraries)
                        .agent(AgentConfig.file(api.settings("api")))
                        .environment(Api.SECRET_VARIABLE, Api.SECRET)
                        .start()) {
            for (List<String> command : List.of(List.of("spring", api.url("")), List.of("feign", api.url(""), feign))) {
                assertDone(jvm, command);
                api.issuer.endAccessTokens();
                api.forgetRequests();
                assertDone(jvm, command);
                assertThat(api.tokenRequests()).isOne();
                assertThat(api.authorizations("/work"))
                        .hasSize(2)
                        .doesNotHaveDuplicates()
                        .allSatisfy(
                                value -> assertThat(value).startsWith("Bearer ").doesNotContain("AND"));
                assertThat(api.resource.requestsTo("/work"))
                        .extracting(RecordedRequest::body)
                        .containsOnly("hello");
            }
        }
    }

    private static void assertDone(HostJvm jvm, List<String> command) {
        jvm.tell(command.toArray(String[]::new));
        assertThat(jvm.nextLine()).as(command + jvm.err()).first().isEqualTo("done");
    }
}
