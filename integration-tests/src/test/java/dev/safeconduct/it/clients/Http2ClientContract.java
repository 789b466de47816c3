package dev.safeconduct.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.testkit.Reply;
import dev.safeconduct.testkit.SelfSigned;
import dev.safeconduct.testkit.client.Call;
import dev.safeconduct.testkit.client.ClientSession;
import dev.safeconduct.testkit.client.HeldTokens;
import dev.safeconduct.testkit.client.HttpClientInstrumentationContract;
import dev.safeconduct.testkit.client.Seen;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a client that speaks HTTP/2 has to pass as well: in the clear and over TLS. */
abstract class Http2ClientContract extends HttpClientInstrumentationContract {

    private static final int FEW_STREAMS = 8;

    private final Map<SelfSigned, Http2Api> apis = new HashMap<>();

    private final Map<SelfSigned, Http2Api> narrow = new HashMap<>();

    /** Speaks HTTP/2. */
    final Http2Api http2(ClientSession on) {
        return apis.get(on.certificate);
    }

    @Override
    protected List<Map<String, String>> settings(SelfSigned certificate) {
        Http2Api api = Http2Api.start(certificate);
        apis.put(certificate, api);
        Http2Api few = Http2Api.start(certificate, FEW_STREAMS);
        narrow.put(certificate, few);
        return List.of(
                api.settings("http2"),
                api.secureSettings("http2-secure"),
                few.settings("narrow"),
                few.secureSettings("narrow-secure"));
    }

    @AfterAll
    void endApis() {
        apis.values().forEach(Http2Api::close);
        narrow.values().forEach(Http2Api::close);
    }

    /** On its JVM more can be asked than of a program. */
    static HostJvm jvm(ClientSession on) {
        return (HostJvm) on.withAgent;
    }

    private static List<Function<String, String>> urls(Http2Api api) {
        return List.of(api::url, api::secureUrl);
    }

    @ParameterizedTest
    @EnumSource
    void http2_request_has_the_token(Jdk jdk) {
        ClientSession on = on(jdk);
        Http2Api api = http2(on);
        for (Function<String, String> url : urls(api)) {
            on.withAgent.send(Call.get(url.apply("")));
            api.forgetRequests();
            assertThat(on.withAgent.send(Call.get(url.apply("/x"))).status()).isEqualTo(200);
            assertThat(on.withAgent
                            .send(Call.post(url.apply("/x"), "stream:100000"))
                            .body())
                    .isEqualTo("ok 100000");
            assertThat(api.received()).hasSize(2).allSatisfy(request -> {
                assertThat(request.protocol()).isEqualTo("HTTP/2.0");
                assertThat(request.authorization()).startsWith("Bearer ");
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void http2_request_is_sent_again_on_the_same_connection(Jdk jdk) {
        ClientSession on = on(jdk);
        Http2Api api = http2(on);
        for (Function<String, String> url : urls(api)) {
            for (Call call : List.of(Call.get(url.apply("/x")), Call.post(url.apply("/x"), "bytes:200000"))) {
                on.withAgent.send(Call.get(url.apply("")));
                api.issuer.endAccessTokens();
                api.forgetRequests();
                assertThat(on.withAgent.send(call)).as(call.toString()).satisfies(seen -> assertThat(seen.status())
                        .as(seen.failure())
                        .isEqualTo(200));
                assertThat(api.tokenRequests()).isOne();
                List<Http2Api.Received> sends = api.received();
                assertThat(sends).hasSize(2).allMatch(request -> request.protocol()
                        .equals("HTTP/2.0"));
                assertThat(sends.get(0).connection()).isEqualTo(sends.get(1).connection());
                assertThat(sends.get(0).authorization())
                        .isNotEqualTo(sends.get(1).authorization());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void many_http2_streams_renew_a_token_once(Jdk jdk) {
        ClientSession on = on(jdk);
        Http2Api api = http2(on);
        for (Function<String, String> url : urls(api)) {
            on.withAgent.send(Call.get(url.apply("")));
            api.issuer.endAccessTokens();
            api.forgetRequests();
            on.withAgent.tell("burst", "64", url.apply("/work"));
            assertThat(on.withAgent.nextLine())
                    .containsExactly("burst", String.join(",", Collections.nCopies(64, "200")));
            assertThat(api.tokenRequests()).isOne();
            assertThat(api.received())
                    .hasSizeBetween(64, 128)
                    .extracting(Http2Api.Received::connection)
                    .as("one connection")
                    .containsOnly(api.received().get(0).connection());
        }
    }

    /** Without us too the client fails requests that find no stream: so none of these may need one before its token. */
    @ParameterizedTest
    @EnumSource
    void requests_that_wait_for_a_token_take_no_http2_stream(Jdk jdk) {
        ClientSession on = on(jdk);
        Http2Api api = narrow.get(on.certificate);
        for (Function<String, String> url : urls(api)) {
            on.withAgent.send(Call.get(url.apply("")));
            api.issuer.endAccessTokens();
            api.forgetRequests();
            try (HeldTokens held = new HeldTokens(api.issuer)) {
                startOne(on, url.apply("/first"));
                held.await();
                for (int i = 1; i < 5 * FEW_STREAMS; i++) {
                    startOne(on, url.apply("/waits"));
                    // Another path of the same origin, which is not configured.
                    Seen other = on.withAgent.send(Call.get(url.apply("-other")));
                    assertThat(other.status()).as(i + " " + other.failure()).isEqualTo(401);
                }
            }
            on.withAgent.tell("ends");
            assertThat(on.withAgent.nextLine())
                    .containsExactly("ends", String.join(",", Collections.nCopies(5 * FEW_STREAMS, "200")));
            assertThat(api.tokenRequests()).isOne();
            assertThat(api.received())
                    .filteredOn(request -> request.path().equals("/mcp/waits"))
                    .as("each is sent once")
                    .hasSize(5 * FEW_STREAMS - 1);
        }
    }

    private static void startOne(ClientSession on, String url) {
        on.withAgent.tell("start", "1", url);
        assertThat(on.withAgent.nextLine()).containsExactly("started");
    }

    @ParameterizedTest
    @EnumSource
    void http2_redirects_are_decided_hop_by_hop(Jdk jdk) {
        ClientSession on = on(jdk);
        Http2Api api = http2(on);
        for (Function<String, String> url : urls(api)) {
            String back = url.apply("/back");
            on.sink.forget().answer(Reply.redirect(307, back));
            try {
                api.forgetRequests();
                assertThat(on.withAgent
                                .send(Call.get(url.apply("/away?" + on.sink.origin() + "/between")))
                                .status())
                        .isEqualTo(200);
            } finally {
                on.sink.answer(Reply.text(200, "text/plain", "sink"));
            }
            assertThat(on.sink.requests()).singleElement().satisfies(request -> assertThat(
                            request.header("Authorization"))
                    .isNull());
            assertThat(api.received()).extracting(Http2Api.Received::path).contains("/mcp/away", "/mcp/back");
            assertThat(api.received()).last().satisfies(request -> {
                assertThat(request.protocol()).isEqualTo("HTTP/2.0");
                assertThat(request.authorization()).startsWith("Bearer ");
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void http2_request_for_another_authority_gets_no_token(Jdk jdk) {
        ClientSession on = on(jdk);
        Http2Api api = http2(on);
        for (Function<String, String> url : urls(api)) {
            on.withAgent.send(Call.get(url.apply("")));
            api.forgetRequests();
            on.withAgent.send(Call.get(url.apply("/virtual")).header("Host: evil.test"));
            on.withAgent.send(Call.get(url.apply("-evil")));
            on.withAgent.send(Call.get(url.apply("/own")).header("Authorization: Mine own-words"));
            assertThat(api.received())
                    .extracting(Http2Api.Received::authorization)
                    .containsExactly("", "", "Mine own-words");
        }
    }
}
