package dev.safeconduct.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.AgentConfig;
import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.testkit.RecordedRequest;
import dev.safeconduct.testkit.client.Api;
import dev.safeconduct.testkit.client.Call;
import dev.safeconduct.testkit.client.Seen;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Ktor on engines that send by another client: that one decides, once. */
@Tag("full")
class KtorEnginesIT {

    private static final String REPEATING = "okhttp.OkHttp,java.Java";

    /** Its body says that it cannot be sent again, whatever it is. */
    private static final String STREAMING = "apache5.Apache5";

    static Stream<Arguments> repeating() {
        return on(REPEATING);
    }

    static Stream<Arguments> streaming() {
        return on(STREAMING);
    }

    private static Stream<Arguments> on(String engines) {
        return Stream.of(Jdk.values())
                .flatMap(jdk -> Stream.of(engines.split(",")).map(engine -> Arguments.of(jdk, engine)));
    }

    @ParameterizedTest
    @MethodSource("repeating")
    void a_post_survives_the_revocation_of_its_token(Jdk jdk, String engine) {
        try (Api api = Api.start();
                HostJvm jvm = start(jdk, engine, api)) {
            assertIs(200, jvm, api);
            api.issuer.endAccessTokens();
            api.forgetRequests();
            assertIs(200, jvm, api);
            assertHasTwoTokens(api);
        }
    }

    @ParameterizedTest
    @MethodSource("streaming")
    void the_post_after_a_revoked_one_has_a_new_token(Jdk jdk, String engine) {
        try (Api api = Api.start();
                HostJvm jvm = start(jdk, engine, api)) {
            assertIs(200, jvm, api);
            api.issuer.endAccessTokens();
            api.forgetRequests();
            assertIs(401, jvm, api);
            assertIs(200, jvm, api);
            assertHasTwoTokens(api);
        }
    }

    private static void assertHasTwoTokens(Api api) {
        assertThat(api.tokenRequests()).isOne();
        assertThat(api.authorizations("/work"))
                .hasSize(2)
                .doesNotHaveDuplicates()
                .allSatisfy(value -> assertThat(value).startsWith("Bearer "));
        assertThat(api.resource.requestsTo("/work"))
                .extracting(RecordedRequest::body)
                .containsOnly("hello");
    }

    private static HostJvm start(Jdk jdk, String engine, Api api) {
        return HostProgram.of(jdk, "KtorHost", "io.ktor.client.engine." + engine)
                .libraries("ktor-engines")
                .agent(AgentConfig.file(api.settings("api")))
                .environment(Api.SECRET_VARIABLE, Api.SECRET)
                .start();
    }

    private static void assertIs(int status, HostJvm jvm, Api api) {
        Seen seen = jvm.send(Call.post(api.url("/work"), "text:hello"));
        assertThat(seen.status()).as(seen + jvm.err()).isEqualTo(status);
    }
}
