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

/** Libraries that send by clients on Netty: they need nothing of their own. */
@Tag("full")
class OnNettyIT {

    @ParameterizedTest
    @EnumSource
    void a_post_of_springs_web_client_survives_the_revocation_of_its_token(Jdk jdk) {
        try (Api api = Api.start("localhost");
                HostJvm jvm = HostProgram.of(jdk, "OnNettyHost")
                        .libraries("reactor-netty-newest")
                        .libraries("webclient")
                        .agent(AgentConfig.file(api.settings("api")))
                        .environment(Api.SECRET_VARIABLE, Api.SECRET)
                        .start()) {
            assertDone(jvm, api);
            api.issuer.endAccessTokens();
            api.forgetRequests();
            assertDone(jvm, api);
            assertThat(api.tokenRequests()).isOne();
            assertThat(api.authorizations("/work"))
                    .hasSize(2)
                    .doesNotHaveDuplicates()
                    .allSatisfy(value -> assertThat(value).startsWith("Bearer "));
            assertThat(api.resource.requestsTo("/work"))
                    .extracting(RecordedRequest::body)
                    .containsOnly("hello");
        }
    }

    private static void assertDone(HostJvm jvm, Api api) {
        jvm.tell("webclient", api.url(""));
        assertThat(jvm.nextLine()).as(jvm.err()).first().isEqualTo("done");
    }
}
