package dev.safeconduct.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.testkit.Reply;
import dev.safeconduct.testkit.client.Call;
import dev.safeconduct.testkit.client.ClientPrograms;
import dev.safeconduct.testkit.client.HeldTokens;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What Reactor Netty can do besides: AsyncHttpClient 3.0.13 loses redirects over HTTP/2, and requests that find no stream. */
abstract class ReactorNettyHttp2Contract extends NettyHttp2Contract {

    ReactorNettyHttp2Contract(ClientPrograms programs) {
        super(programs);
    }

    @ParameterizedTest
    @EnumSource
    void request_for_another_authority_gets_no_token(Jdk jdk) {
        HostJvm jvm = on(jdk);
        assertServed(jvm, Call.get(api.url("")));
        send(jvm, Call.get(api.url("/virtual")).header("Host: evil.test"));
        assertThat(api.received()).last().satisfies(request -> {
            assertThat(request.path()).isEqualTo("/mcp/virtual");
            assertThat(request.authorization()).isEmpty();
        });
    }

    @ParameterizedTest
    @EnumSource
    void redirect_that_comes_back_has_the_token(Jdk jdk) {
        HostJvm jvm = on(jdk);
        assertServed(jvm, Call.get(api.secureUrl("")));
        sink.answer(Reply.redirect(302, api.secureUrl("/landed")));
        api.forgetRequests();
        assertServed(jvm, Call.get(api.secureUrl("/away?" + sink.origin() + "/start")));
        assertThat(sink.requests()).allSatisfy(request -> assertThat(request.header("Authorization"))
                .isNull());
        assertThat(api.received()).extracting(Http2Api.Received::path).containsExactly("/mcp/away", "/mcp/landed");
        assertThat(api.received()).allSatisfy(request -> {
            assertThat(request.protocol()).isEqualTo("HTTP/2.0");
            assertThat(request.authorization()).startsWith("Bearer ");
        });
    }

    /** The client itself waits for a stream, without us too; a request that waits for its token has none on the wire. */
    @ParameterizedTest
    @EnumSource
    void few_streams_are_enough_for_many_requests(Jdk jdk) {
        HostJvm jvm = on(jdk);
        for (Function<String, String> url : urls(narrow)) {
            assertServed(jvm, Call.get(url.apply("")));
            narrow.issuer.endAccessTokens();
            narrow.forgetRequests();
            try (HeldTokens held = new HeldTokens(narrow.issuer)) {
                for (int i = 0; i < 3 * FEW_STREAMS; i++) {
                    startOne(jvm, url.apply("/waits"));
                }
                held.await();
            }
            assertEnded(jvm, 3 * FEW_STREAMS);
            assertThat(narrow.tokenRequests()).isOne();
        }
    }
}
