package dev.safeconduct.it.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.AgentConfig;
import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.testkit.RecordedRequest;
import dev.safeconduct.testkit.client.Api;
import dev.safeconduct.testkit.client.Call;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The agent in JDKs whose {@code java.net.http} is another than that of the JDKs on this machine. */
class OtherJdkShapesIT {

    private static final Api API = Api.start();

    private static final List<String> OPTIONAL = List.of(
            "MultiExchange.attempts",
            "MultiExchange.response",
            "MultiExchange.cancelTimer()V",
            "HttpClientImpl$DelegatingExecutor.delegate()Ljava/util/concurrent/Executor;",
            "common/HttpHeadersBuilder.map()Ljava/util/Map;");

    @AfterAll
    static void close() {
        API.close();
    }

    @ParameterizedTest
    @EnumSource
    void the_shape_of_java_26_gets_its_token_and_its_401_is_answered(Jdk jdk) {
        try (HostJvm jvm = host(jdk, PatchedJdk.ofJava26(jdk)).start()) {
            assertTokenArrivesAndA401IsAnswered(jvm);
            assertThat(jvm.awaitEnd().err()).allMatch(line -> line.startsWith("safeconduct: INFO New token for "));
        }
    }

    @ParameterizedTest
    @EnumSource
    void members_that_the_agent_can_do_without_are_named_and_not_missed(Jdk jdk) {
        try (HostJvm jvm = host(jdk, PatchedJdk.renamed(jdk, OPTIONAL)).start()) {
            assertTokenArrivesAndA401IsAnswered(jvm);
            String line = jvm.awaitEnd().err().stream()
                    .filter(text -> text.contains(" has no "))
                    .reduce((first, second) -> "twice: " + first + second)
                    .orElseThrow();
            assertThat(line)
                    .contains("INFO This JVM's java.net.http has no ")
                    .contains("MultiExchange.attempts:", "MultiExchange.response:", "MultiExchange.cancelTimer()V")
                    .contains("HttpClientImpl$DelegatingExecutor.delegate()", "HttpHeadersBuilder.map()");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_needed_member_that_is_missing_is_named_once_and_requests_go_as_without_the_agent(Jdk jdk) {
        API.forgetRequests();
        List<String> needed = List.of("HttpRequestImpl.secure()Z");
        try (HostJvm jvm = host(jdk, PatchedJdk.renamed(jdk, needed)).start()) {
            assertThat(jvm.send(Call.get(API.url(""))).status()).isEqualTo(401);
            assertThat(jvm.send(Call.post(API.url("/x"), "text:hello")).status())
                    .isEqualTo(401);
            assertThat(jvm.awaitEnd().err())
                    .singleElement()
                    .asString()
                    .contains("WARN This JVM's java.net.http is not a supported version")
                    .contains("HttpRequestImpl.secure()Z not found");
        }
        assertThat(API.authorizations("/mcp")).containsExactly("");
        assertThat(API.authorizations("/x")).containsExactly("");
    }

    private static HostProgram host(Jdk jdk, String patch) {
        return HostProgram.of(jdk, "JavaNetHttpHost")
                .option(patch)
                .agent(AgentConfig.file(API.settings("api"), Map.of("safeconduct.agent.log", "info")))
                .environment(Api.SECRET_VARIABLE, Api.SECRET);
    }

    private static void assertTokenArrivesAndA401IsAnswered(HostJvm jvm) {
        assertThat(jvm.send(Call.get(API.url(""))).status()).as(jvm.err()).isEqualTo(200);
        API.forgetRequests();
        assertThat(jvm.send(Call.post(API.url("/work"), "text:hello")).status()).isEqualTo(200);
        assertThat(API.authorizations("/work")).singleElement().asString().startsWith("Bearer ");
        API.issuer.endAccessTokens();
        API.forgetRequests();
        assertThat(jvm.send(Call.post(API.url("/work"), "text:hello")).status()).isEqualTo(200);
        List<RecordedRequest> sends = API.resource.requestsTo("/work");
        assertThat(sends).hasSize(2);
        assertThat(sends.get(1).bodySha256()).isEqualTo(sends.get(0).bodySha256());
        assertThat(API.authorizations("/work").get(1))
                .startsWith("Bearer ")
                .isNotEqualTo(API.authorizations("/work").get(0));
    }
}
