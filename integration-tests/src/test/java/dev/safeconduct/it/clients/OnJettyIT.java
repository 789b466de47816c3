package dev.safeconduct.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.AgentConfig;
import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.testkit.RecordedRequest;
import dev.safeconduct.testkit.client.Api;
import dev.safeconduct.testkit.client.Conditions;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Spring on Jetty's HttpClient streams each body, so none can be sent again. */
@Tag("full")
class OnJettyIT {

    @ParameterizedTest
    @EnumSource
    void spring_posts_with_a_token_after_an_expiry_and_again_after_a_revocation(Jdk jdk) throws InterruptedException {
        try (Api api = Api.start();
                HostJvm jvm = HostProgram.of(jdk, "OnJettyHost")
                        .libraries("on-jetty12")
                        .agent(AgentConfig.file(api.settings("api")))
                        .environment(Api.SECRET_VARIABLE, Api.SECRET)
                        .start()) {
            api.issuer.tokenLifetime(Duration.ofSeconds(1));
            assertThat(post(jvm, api)).isEqualTo("done");
            String first = api.authorizations("/work").get(0);
            Conditions.await("the token has expired", () -> !api.issuer.isActive(first.substring("Bearer ".length())));
            api.issuer.tokenLifetime(Duration.ofHours(1));
            assertThat(post(jvm, api)).as("after the expiry").isEqualTo("done");
            assertThat(api.resource.requestsTo("/work")).hasSize(2);

            api.issuer.endAccessTokens();
            assertThat(post(jvm, api)).as("one 401 after the revocation").isEqualTo("refused");
            assertThat(post(jvm, api)).isEqualTo("done");
            assertThat(api.resource.requestsTo("/work"))
                    .hasSize(4)
                    .extracting(RecordedRequest::body)
                    .containsOnly("hello");
        }
    }

    private static String post(HostJvm jvm, Api api) {
        jvm.tell("spring", api.url(""));
        return jvm.nextLine().get(0);
    }
}
