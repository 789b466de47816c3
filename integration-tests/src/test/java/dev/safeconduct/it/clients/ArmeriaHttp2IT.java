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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Armeria as it is by itself: HTTP/2 in the clear by a preface, over TLS by negotiation, and HTTP/1.1 where it has to. */
@Tag("full")
class ArmeriaHttp2IT {

    private Http2Api api;
    private SelfSigned certificate;

    @BeforeEach
    void start() throws IOException {
        certificate = SelfSigned.create(TemporaryFolders.create("tls"));
        api = Http2Api.start(certificate);
    }

    @AfterEach
    void close() {
        api.close();
    }

    private List<Function<String, String>> urls() {
        return List.of(api::url, api::secureUrl);
    }

    @ParameterizedTest
    @CsvSource({"armeria-oldest, JDK_17", "armeria-newest, JDK_17", "armeria-newest, JDK_25"})
    void request_has_the_token_and_is_sent_again_on_its_connection(String libraries, Jdk jdk) {
        try (HostJvm jvm = start(libraries, jdk)) {
            for (Function<String, String> url : urls()) {
                for (Call call : List.of(
                        Call.get(url.apply("/x")),
                        Call.post(url.apply("/x"), "bytes:60000"),
                        Call.post(url.apply("/x"), "chunks:60000"))) {
                    assertThat(jvm.send(Call.get(url.apply("")).with("http2")))
                            .satisfies(seen -> assertThat(seen.status())
                                    .as(seen + jvm.err())
                                    .isEqualTo(200));
                    api.issuer.endAccessTokens();
                    api.forgetRequests();
                    assertThat(jvm.send(call.with("http2"))).satisfies(seen -> assertThat(seen.status())
                            .as(call + " " + seen + jvm.err())
                            .isEqualTo(200));
                    assertThat(api.tokenRequests()).isOne();
                    List<Http2Api.Received> sends = api.received();
                    assertThat(sends).hasSize(2).allSatisfy(request -> {
                        assertThat(request.protocol()).isEqualTo("HTTP/2.0");
                        assertThat(request.authorization()).startsWith("Bearer ");
                    });
                    assertThat(sends.get(0).connection()).isEqualTo(sends.get(1).connection());
                    assertThat(sends.get(0).authorization())
                            .isNotEqualTo(sends.get(1).authorization());
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"armeria-oldest, JDK_17", "armeria-newest, JDK_25"})
    void many_streams_renew_a_token_once(String libraries, Jdk jdk) {
        try (HostJvm jvm = start(libraries, jdk)) {
            for (Function<String, String> url : urls()) {
                jvm.send(Call.get(url.apply("")).with("http2"));
                api.issuer.endAccessTokens();
                api.forgetRequests();
                jvm.tell("burst", "64", url.apply("/work"), "http2");
                assertThat(jvm.nextLine()).containsExactly("burst", String.join(",", Collections.nCopies(64, "200")));
                assertThat(api.tokenRequests()).isOne();
                assertThat(api.received()).hasSizeBetween(64, 128);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"armeria-oldest, JDK_17", "armeria-newest, JDK_25"})
    void own_header_other_authority_and_other_paths_are_left_alone(String libraries, Jdk jdk) {
        try (HostJvm jvm = start(libraries, jdk)) {
            for (Function<String, String> url : urls()) {
                jvm.send(Call.get(url.apply("")).with("http2"));
                api.forgetRequests();
                jvm.send(Call.get(url.apply("-evil")).with("http2"));
                jvm.send(Call.get(url.apply("/own")).with("http2").header("Authorization: Mine own-words"));
                assertThat(api.received())
                        .extracting(Http2Api.Received::authorization)
                        .containsExactly("", "Mine own-words");
            }
            api.forgetRequests();
            jvm.send(Call.get(api.url("/virtual")).with("http2").header("Host: evil.test"));
            assertThat(api.received()).singleElement().satisfies(request -> assertThat(request.authorization())
                    .isEmpty());
        }
    }

    /** It then sends a preface that such a server does not understand, and begins once more. */
    @ParameterizedTest
    @CsvSource({"armeria-oldest, JDK_17", "armeria-newest, JDK_25"})
    void a_server_that_speaks_http1_gets_the_token_too(String libraries, Jdk jdk) {
        try (Api old = Api.start();
                HostJvm jvm = start(libraries, jdk, old)) {
            assertThat(jvm.send(Call.get(old.url("/x")).with("http2")))
                    .satisfies(seen ->
                            assertThat(seen.status()).as(seen + jvm.err()).isEqualTo(200));
            assertThat(old.authorizations("/x")).singleElement().asString().startsWith("Bearer ");
        }
    }

    private HostJvm start(String libraries, Jdk jdk, Api... more) {
        List<Map<String, String>> settings = new ArrayList<>();
        settings.add(api.settings("http2"));
        settings.add(api.secureSettings("http2-secure"));
        for (Api other : more) {
            settings.add(other.settings("old"));
        }
        return HostProgram.of(jdk, "ArmeriaHost")
                .libraries(libraries)
                .option(
                        "-Djavax.net.ssl.trustStore=" + certificate.keyStore(),
                        "-Djavax.net.ssl.trustStorePassword=" + SelfSigned.PASSWORD)
                .agent(AgentConfig.file(settings))
                .environment(Api.SECRET_VARIABLE, Api.SECRET)
                .start();
    }
}
