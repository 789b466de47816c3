package dev.safeconduct.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.AgentConfig;
import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.testkit.RecordedRequest;
import dev.safeconduct.testkit.client.Api;
import dev.safeconduct.testkit.client.Conditions;
import dev.safeconduct.testkit.client.HeldTokens;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** OkHttp's {@code executeAsync}, which suspends a coroutine: it needs nothing of its own. */
@Tag("full")
class OkHttpCoroutinesIT {

    @ParameterizedTest
    @EnumSource
    void a_post_survives_the_revocation_of_its_token(Jdk jdk) {
        try (Api api = Api.start();
                HostJvm jvm = start(jdk, api)) {
            post(jvm, api);
            api.issuer.endAccessTokens();
            api.forgetRequests();
            post(jvm, api);
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

    @ParameterizedTest
    @EnumSource
    void cancellation_of_the_coroutine_ends_a_wait(Jdk jdk) throws InterruptedException {
        try (Api api = Api.start();
                HostJvm jvm = start(jdk, api);
                HeldTokens held = new HeldTokens(api)) {
            jvm.tell("launch", api.url("/work"));
            held.await();
            // Without it, as long as any token request may take.
            Conditions.await("the call has ended", Duration.ofSeconds(5), () -> {
                jvm.tell("cancel");
                return jvm.nextLine().get(1).equals("0");
            });
            assertThat(api.authorizations("/work")).isEmpty();
        }
    }

    private static HostJvm start(Jdk jdk, Api api) {
        return HostProgram.of(jdk, "OkHttpCoroutinesHost")
                .libraries("okhttp-coroutines")
                .agent(AgentConfig.file(api.settings("api")))
                .environment(Api.SECRET_VARIABLE, Api.SECRET)
                .start();
    }

    private static void post(HostJvm jvm, Api api) {
        jvm.tell("post", api.url("/work"));
        assertThat(jvm.nextLine()).as(jvm.err()).containsExactly("posted", "200");
    }
}
