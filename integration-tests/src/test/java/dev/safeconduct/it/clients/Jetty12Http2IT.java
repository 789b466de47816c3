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
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Jetty's HttpClient 12 over HTTP/2: the resend is another stream of the same connection. */
@Tag("full")
class Jetty12Http2IT {

    @ParameterizedTest
    @EnumSource
    void request_is_sent_again_on_the_same_connection(Jdk jdk) throws Exception {
        SelfSigned certificate = SelfSigned.create(TemporaryFolders.create("tls"));
        try (Http2Api api = Http2Api.start(certificate);
                HostJvm jvm = HostProgram.of(jdk, "Jetty12Host")
                        .libraries("jetty12-http2")
                        .agent(AgentConfig.file(List.of(api.settings("clear"), api.secureSettings("secure"))))
                        .environment(Api.SECRET_VARIABLE, Api.SECRET)
                        .option(
                                "-Djavax.net.ssl.trustStore=" + certificate.keyStore(),
                                "-Djavax.net.ssl.trustStorePassword=" + SelfSigned.PASSWORD)
                        .start()) {
            for (Function<String, String> url : List.<Function<String, String>>of(api::url, api::secureUrl)) {
                for (Call call : List.of(Call.get(url.apply("/x")), Call.post(url.apply("/x"), "bytes:200000"))) {
                    jvm.send(Call.get(url.apply("")).with("http2"));
                    api.issuer.endAccessTokens();
                    api.forgetRequests();
                    assertThat(jvm.send(call.with("http2"))).satisfies(seen -> assertThat(seen.status())
                            .as(call + seen.failure() + jvm.err())
                            .isEqualTo(200));
                    assertThat(api.tokenRequests()).isOne();
                    assertThat(api.received()).hasSize(2).allSatisfy(request -> assertThat(request.protocol())
                            .isEqualTo("HTTP/2.0"));
                    assertThat(api.received())
                            .extracting(Http2Api.Received::authorization)
                            .doesNotHaveDuplicates();
                    assertThat(api.received())
                            .extracting(Http2Api.Received::connection)
                            .containsOnly(api.received().get(0).connection());
                }
            }
        }
    }
}
