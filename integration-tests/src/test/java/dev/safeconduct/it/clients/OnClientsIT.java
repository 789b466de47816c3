package dev.safeconduct.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.AgentConfig;
import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.testkit.RecordedRequest;
import dev.safeconduct.testkit.Reply;
import dev.safeconduct.testkit.client.Api;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Libraries that send by one of the clients: they need nothing of their own, and one request is decided once. */
@Tag("full")
class OnClientsIT {

    private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*(\\d+)");

    @ParameterizedTest
    @EnumSource
    void a_post_survives_the_revocation_of_its_token(Jdk jdk) {
        try (Api api = Api.start();
                HostJvm jvm = start(jdk, api.settings("api"))) {
            for (String library : List.of(
                    "spring-jdk",
                    "spring-simple",
                    "spring-httpclient5",
                    "spring-reactor",
                    "webclient-reactor",
                    "webclient-jdk",
                    "vertx",
                    "google-simple",
                    "retrofit",
                    "jersey",
                    "resteasy",
                    "microprofile")) {
                assertDone(jvm, library, api);
                api.issuer.endAccessTokens();
                api.forgetRequests();
                assertDone(jvm, library, api);
                assertThat(api.tokenRequests()).as(library).isOne();
                assertThat(api.authorizations("/work"))
                        .as(library)
                        .hasSize(2)
                        .doesNotHaveDuplicates()
                        .allSatisfy(value -> assertThat(value).startsWith("Bearer "));
                assertThat(api.resource.requestsTo("/work"))
                        .as(library)
                        .extracting(RecordedRequest::body)
                        .containsOnly("hello");
            }
        }
    }

    /** Spring and Google's library hand these clients a body that is written while it is sent. */
    @ParameterizedTest
    @EnumSource
    void a_post_whose_body_is_streamed_is_refused_once_after_a_revocation(Jdk jdk) {
        try (Api api = Api.start();
                HostJvm jvm = start(jdk, api.settings("api"))) {
            for (String library :
                    List.of("spring-jetty", "webclient-httpclient5", "webclient-jetty", "google-httpclient4")) {
                assertDone(jvm, library, api);
                api.issuer.endAccessTokens();
                api.forgetRequests();
                jvm.tell(library, api.url(""));
                assertThat(jvm.nextLine()).as(library).element(1).asString().contains("401");
                assertDone(jvm, library, api);
                assertThat(api.tokenRequests()).as(library).isOne();
                assertThat(api.authorizations("/work"))
                        .as(library)
                        .hasSize(2)
                        .doesNotHaveDuplicates()
                        .allSatisfy(value -> assertThat(value).startsWith("Bearer "));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_mcp_client_of_langchain4j_goes_on_after_a_revocation(Jdk jdk) {
        try (Api api = Api.start();
                HostJvm jvm = start(jdk, api.settings("api"))) {
            api.resource.on("/work", request -> api.isAuthorized(request) ? jsonRpc(request) : null);
            assertDone(jvm, "langchain4j", api);
            api.issuer.endAccessTokens();
            api.forgetRequests();
            assertDone(jvm, "langchain4j", api);
            assertThat(api.tokenRequests()).isOne();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_signed_request_is_left_as_it_is(Jdk jdk) {
        try (Api api = Api.start();
                HostJvm jvm = start(jdk, Map.of("safeconduct.server.api.url", api.resource.origin()))) {
            assertDone(jvm, "aws", api);
            assertThat(api.resource.requests())
                    .extracting(Api::authorization)
                    .isNotEmpty()
                    .allSatisfy(value -> assertThat(value).startsWith("AWS4-HMAC-SHA256 Credential=id/"));
            assertThat(api.tokenRequests()).isZero();
        }
    }

    private static HostJvm start(Jdk jdk, Map<String, String> settings) {
        Path classes = Path.of(System.getProperty("on-clients-host.classes"));
        String libraries = classes.resolveSibling("libraries") + File.separator + "*";
        return HostProgram.java(
                        jdk, List.of("-cp", classes + File.pathSeparator + libraries, "hosts.onclients.OnClientsHost"))
                .agent(AgentConfig.file(settings))
                .environment(Api.SECRET_VARIABLE, Api.SECRET)
                .start();
    }

    private static void assertDone(HostJvm jvm, String library, Api api) {
        jvm.tell(library, api.url(""));
        assertThat(jvm.nextLine()).as(library + jvm.err()).containsExactly("done");
    }

    /** Enough of an MCP server to tell its tools, of which there are none. */
    private static Reply jsonRpc(RecordedRequest request) {
        Matcher id = ID.matcher(request.body());
        if (!id.find()) {
            return Reply.status(202);
        }
        Map<String, Object> result = request.body().contains("\"initialize\"")
                ? Map.<String, Object>of(
                        "protocolVersion", "2025-03-26",
                        "capabilities", Map.of("tools", Map.of()),
                        "serverInfo", Map.of("name", "api", "version", "1"))
                : Map.<String, Object>of("tools", List.of());
        return Reply.json(200, Map.of("jsonrpc", "2.0", "id", Integer.parseInt(id.group(1)), "result", result));
    }
}
