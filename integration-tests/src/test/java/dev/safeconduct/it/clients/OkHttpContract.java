package dev.safeconduct.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.Jdk;
import dev.safeconduct.testkit.Reply;
import dev.safeconduct.testkit.client.Api;
import dev.safeconduct.testkit.client.Call;
import dev.safeconduct.testkit.client.ClientProgram;
import dev.safeconduct.testkit.client.ClientPrograms;
import dev.safeconduct.testkit.client.ClientSession;
import dev.safeconduct.testkit.client.HttpClientInstrumentationContract;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One version of OkHttp. */
abstract class OkHttpContract extends HttpClientInstrumentationContract {

    private final ClientPrograms programs;

    OkHttpContract(ClientPrograms programs) {
        this.programs = programs;
    }

    /** The agent puts the adapter in. */
    static ClientPrograms withAgent(String version) {
        return new ForkedPrograms("OkHttpHost", version);
    }

    /** The program does it itself. */
    static ClientPrograms withAdapter(String version) {
        return new LibraryPrograms("OkHttpLibraryHost", new ForkedPrograms("OkHttpHost", version));
    }

    @Override
    protected ClientPrograms programs() {
        return programs;
    }

    @Override
    protected boolean normalizes() {
        return true;
    }

    @ParameterizedTest
    @EnumSource
    void web_socket_handshake_has_the_token(Jdk jdk) {
        ClientSession on = on(jdk);
        for (Api api : List.of(on.api("plain-socket"), on.secure)) {
            serveWebSocket(api);
            on.withAgent.send(Call.get(api.url("")));
            api.forgetRequests();
            assertThat(open(on.withAgent, socket(api))).isEqualTo("hello");
            assertThat(api.authorizations("/socket")).singleElement().satisfies(value -> assertIsTokenOf(api, value));
            assertThat(open(on.without, socket(api))).startsWith("401 ");
        }
    }

    @ParameterizedTest
    @EnumSource
    void refused_web_socket_handshake_is_made_again(Jdk jdk) {
        ClientSession on = on(jdk);
        Api api = on.api("plain-socket");
        serveWebSocket(api);
        on.withAgent.send(Call.get(api.url("")));
        api.issuer.endAccessTokens();
        api.forgetRequests();
        assertThat(open(on.withAgent, socket(api))).isEqualTo("hello");
        assertThat(api.tokenRequests()).isOne();
        assertThat(api.resource.requestsTo("/socket")).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void web_socket_handshake_that_stays_refused_fails_as_without_us(Jdk jdk) {
        ClientSession on = on(jdk);
        Api api = on.api("plain-socket");
        api.resource.on("/refused", request -> Reply.status(401).header("WWW-Authenticate", "Bearer"));
        Call call = Call.get(api.url("/refused").replaceFirst("^http", "ws"));
        assertThat(open(on.withAgent, call)).startsWith("401 ").isEqualTo(open(on.without, call));
        // Once, once more with a new token, and the program that has none.
        assertThat(api.authorizations("/refused")).hasSize(3).last().isEqualTo("");
    }

    @ParameterizedTest
    @EnumSource
    void t10_own_header_of_a_web_socket_handshake_is_left_alone(Jdk jdk) {
        ClientSession on = on(jdk);
        Api api = on.api("plain-socket");
        serveWebSocket(api);
        api.forgetRequests();
        assertThat(open(on.withAgent, socket(api).header("Authorization: Mine own-words")))
                .startsWith("401 ");
        assertThat(api.authorizations("/socket")).containsExactly("Mine own-words");
    }

    @ParameterizedTest
    @EnumSource
    void t14_proxy_that_reads_a_web_socket_handshake_sees_no_token(Jdk jdk) {
        ClientSession on = on(jdk);
        on.sink.forget().answer(Reply.text(200, "text/plain", "proxied"));
        assertThat(open(on.withAgent, socket(on.plain).through(on.sink.origin())))
                .startsWith("200 ");
        assertThat(on.sink.requests())
                .singleElement()
                .extracting(Api::authorization)
                .isEqualTo("");
    }

    /** OkHttp itself takes a header along to wherever the same origin redirects. */
    @ParameterizedTest
    @EnumSource
    void redirect_of_a_web_socket_handshake_to_another_path_takes_no_token_along(Jdk jdk) {
        ClientSession on = on(jdk);
        Api api = on.api("plain-socket");
        api.resource.on("/away", request -> Reply.redirect(302, "/elsewhere"));
        api.forgetRequests();
        open(on.withAgent, Call.get(api.url("/away").replaceFirst("^http", "ws")));
        assertThat(api.authorizations("/away")).singleElement().satisfies(value -> assertIsTokenOf(api, value));
        assertThat(api.authorizations("/elsewhere")).containsExactly("");
    }

    @ParameterizedTest
    @EnumSource
    void t71_a_web_socket_handshake_that_an_unknown_server_redirects_gets_no_token(Jdk jdk) {
        ClientSession on = on(jdk);
        Api api = on.api("steered");
        serveWebSocket(api);
        on.evil.answer(Reply.redirect(302, api.url("/socket")));
        try {
            api.forgetRequests();
            assertThat(open(on.withAgent, Call.get(on.evil.origin().replaceFirst("^http", "ws") + "/start")))
                    .startsWith("401 ");
            assertThat(api.authorizations("/socket")).containsExactly("");
        } finally {
            on.evil.forget().answer(Reply.text(200, "text/plain", "sink"));
        }
    }

    private static void serveWebSocket(Api api) {
        api.resource.on("/socket", request -> WebSocketServer.handshake(api, request));
    }

    private static Call socket(Api api) {
        return Call.get(api.url("/socket").replaceFirst("^http", "ws"));
    }

    /** The first text, or the status of the refusal and what OkHttp makes of it. */
    private static String open(ClientProgram program, Call call) {
        String[] words = call.words();
        words[0] = "websocket";
        program.tell(words);
        List<String> line = program.nextLine();
        assertThat(line).first().isEqualTo("websocket");
        return line.get(1);
    }
}
