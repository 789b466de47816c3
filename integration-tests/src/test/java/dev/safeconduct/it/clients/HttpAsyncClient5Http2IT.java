package dev.safeconduct.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.AgentConfig;
import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.it.TemporaryFolders;
import dev.safeconduct.testkit.SelfSigned;
import dev.safeconduct.testkit.client.Api;
import dev.safeconduct.testkit.client.Call;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Apache HttpClient 5 over HTTP/2: the client that speaks nothing else, and over TLS the one that negotiates it. */
@Tag("full")
class HttpAsyncClient5Http2IT {

    private Http2Api api;
    private SelfSigned certificate;

    @BeforeEach
    void start() throws IOException {
        certificate = SelfSigned.create(TemporaryFolders.create("tls"), "localhost");
        api = Http2Api.start(certificate);
    }

    @AfterEach
    void close() {
        api.close();
    }

    @ParameterizedTest
    @CsvSource({"httpclient5-http2, JDK_17", "httpclient5-newest, JDK_17", "httpclient5-newest, JDK_25"})
    void request_has_the_token_and_is_sent_again_on_its_connection(String libraries, Jdk jdk) {
        try (HostJvm jvm = start(libraries, jdk)) {
            for (Call to : calls(libraries)) {
                for (Call call : List.of(
                        Call.get(to.url() + "/x").with(to.option()),
                        Call.post(to.url() + "/x", "bytes:200000").with(to.option()))) {
                    assertThat(jvm.send(to)).satisfies(seen -> assertThat(seen.status())
                            .as(seen + jvm.err())
                            .isEqualTo(200));
                    api.issuer.endAccessTokens();
                    api.forgetRequests();
                    assertThat(jvm.send(call)).satisfies(seen -> assertThat(seen.status())
                            .as(call + " " + seen + jvm.err())
                            .isEqualTo(200));
                    assertThat(api.tokenRequests()).isOne();
                    assertSentTwiceOnOneConnection(api.received());
                }
            }
        }
    }

    /** To negotiate, older versions need to be told how. */
    private List<Call> calls(String libraries) {
        List<Call> prior = List.of(
                Call.get(api.url("")).with("http2"), Call.get(api.secureUrl("")).with("http2"));
        return libraries.equals("httpclient5-newest")
                ? List.of(prior.get(0), prior.get(1), Call.get(api.secureUrl("")))
                : prior;
    }

    private static void assertSentTwiceOnOneConnection(List<Http2Api.Received> sends) {
        assertThat(sends).hasSize(2).allSatisfy(request -> {
            assertThat(request.protocol()).isEqualTo("HTTP/2.0");
            assertThat(request.authorization()).startsWith("Bearer ");
        });
        assertThat(sends.get(0).connection()).isEqualTo(sends.get(1).connection());
        assertThat(sends.get(0).authorization()).isNotEqualTo(sends.get(1).authorization());
    }

    /** Version 5.1 loses its connection by itself, without the agent, in 18 of 60 bursts of 64. */
    @ParameterizedTest
    @CsvSource({"httpclient5-http2, JDK_17, 8", "httpclient5-newest, JDK_25, 64"})
    void many_streams_renew_a_token_once(String libraries, Jdk jdk, int streams) {
        try (HostJvm jvm = start(libraries, jdk)) {
            jvm.send(Call.get(api.url("")).with("http2"));
            api.issuer.endAccessTokens();
            api.forgetRequests();
            jvm.tell("burst", Integer.toString(streams), api.url("/work"), "http2");
            assertThat(jvm.nextLine()).containsExactly("burst", String.join(",", Collections.nCopies(streams, "200")));
            assertThat(api.tokenRequests()).isOne();
            assertThat(api.received())
                    .hasSizeBetween(streams, 2 * streams)
                    .extracting(Http2Api.Received::connection)
                    .as("one connection")
                    .containsOnly(api.received().get(0).connection());
        }
    }

    @ParameterizedTest
    @CsvSource({"httpclient5-http2, JDK_17", "httpclient5-newest, JDK_25"})
    void own_header_and_other_paths_are_left_alone(String libraries, Jdk jdk) {
        try (HostJvm jvm = start(libraries, jdk)) {
            jvm.send(Call.get(api.url("")).with("http2"));
            api.forgetRequests();
            jvm.send(Call.get(api.url("-evil")).with("http2"));
            jvm.send(Call.get(api.url("/own")).with("http2").header("Authorization: Mine own-words"));
            assertThat(api.received())
                    .extracting(Http2Api.Received::authorization)
                    .containsExactly("", "Mine own-words");
        }
    }

    private HostJvm start(String libraries, Jdk jdk) {
        return HostProgram.of(jdk, "HttpAsyncClient5Host")
                .libraries(libraries)
                .option(
                        "-Djavax.net.ssl.trustStore=" + certificate.keyStore(),
                        "-Djavax.net.ssl.trustStorePassword=" + SelfSigned.PASSWORD)
                .agent(AgentConfig.file(List.of(api.settings("http2"), api.secureSettings("http2-secure"))))
                .environment(Api.SECRET_VARIABLE, Api.SECRET)
                .start();
    }
}
