package dev.safeconduct.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.Jdk;
import dev.safeconduct.testkit.Reply;
import dev.safeconduct.testkit.client.Api;
import dev.safeconduct.testkit.client.Call;
import dev.safeconduct.testkit.client.ClientProgram;
import dev.safeconduct.testkit.client.ClientPrograms;
import dev.safeconduct.testkit.client.ClientSession;
import dev.safeconduct.testkit.client.HeldTokens;
import dev.safeconduct.testkit.client.HttpClientInstrumentationContract;
import dev.safeconduct.testkit.client.Seen;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One version of Ktor, on CIO. */
abstract class KtorContract extends HttpClientInstrumentationContract {

    private final ClientPrograms programs;

    KtorContract(ClientPrograms programs) {
        this.programs = programs;
    }

    /** The agent puts the adapter in. */
    static ClientPrograms withAgent(String version) {
        return new ForkedPrograms("KtorHost", version);
    }

    /** The program does it itself. */
    static ClientPrograms withAdapter(String version) {
        return new LibraryPrograms("KtorLibraryHost", new ForkedPrograms("KtorHost", version));
    }

    @Override
    protected ClientPrograms programs() {
        return programs;
    }

    /** A wait that takes the engine's only thread would be seen. */
    @Override
    protected List<String> executors() {
        return List.of("default", "one-thread");
    }

    /** Ktor cancels the whole request. */
    @Override
    protected boolean handsBackAtTimeout() {
        return false;
    }

    /** Ktor's plugin makes a request of its own for each try, below redirects. */
    @ParameterizedTest
    @EnumSource
    void t71_a_redirect_from_an_unknown_server_gets_no_token_where_ktor_retries(Jdk jdk) {
        ClientSession on = on(jdk);
        Api api = on.api("steered");
        on.evil.answer(Reply.redirect(302, api.url("/landed")));
        try {
            api.forgetRequests();
            Call call = Call.get(on.evil.origin() + "/start").with("retry");
            assertThat(on.withAgent.send(call)).isEqualTo(on.without.send(call));
            assertThat(api.authorizations("/landed")).containsExactly("", "");
        } finally {
            on.evil.forget().answer(Reply.text(200, "text/plain", "sink"));
        }
    }

    /** On one connection: a refusal that is not read must not stand in the way of the response after it. */
    @ParameterizedTest
    @EnumSource
    void rejected_token_is_replaced_where_the_engine_pipelines(Jdk jdk) {
        ClientSession on = on(jdk);
        Api api = on.api("stale");
        on.withAgent.send(Call.get(api.url("")));
        api.issuer.endAccessTokens();
        api.forgetRequests();
        Call call = Call.post(api.url("/work"), "text:hello").with("pipelining");
        assertThat(on.withAgent.send(call))
                .satisfies(seen -> assertThat(seen.status()).as(seen.toString()).isEqualTo(200));
        assertThat(api.authorizations("/work")).hasSize(2).doesNotHaveDuplicates();
    }

    /** The token endpoint answers when the coroutine has ended: if that waited, this would never end. */
    @ParameterizedTest
    @EnumSource
    void cancellation_of_the_coroutine_ends_a_wait(Jdk jdk) throws InterruptedException {
        ClientSession on = on(jdk);
        Api api = on.api("slow");
        for (boolean isSent : List.of(false, true)) {
            if (isSent) {
                on.withAgent.send(Call.get(api.url("")));
                api.issuer.endAccessTokens();
            } else {
                api.letTokenExpire(on.withAgent);
            }
            api.forgetRequests();
            try (HeldTokens held = new HeldTokens(api)) {
                on.withAgent.tell("launch", api.url("/held"));
                held.await();
                on.withAgent.tell("cancel");
                assertThat(on.withAgent.nextLine()).containsExactly("canceled", "true");
            }
            assertThat(on.withAgent.send(Call.get(api.url(""))).status()).isEqualTo(200);
            assertThat(api.resource.requestsTo("/held")).hasSize(isSent ? 1 : 0);
        }
    }

    /** CIO's own, which does not cancel what waits here. The token endpoint answers when the request has ended. */
    @ParameterizedTest
    @EnumSource
    void timeout_of_the_engine_ends_a_wait(Jdk jdk) throws InterruptedException {
        ClientSession on = on(jdk);
        Api api = on.api("slow");
        api.letTokenExpire(on.withAgent);
        api.forgetRequests();
        try (HeldTokens held = new HeldTokens(api)) {
            long began = System.nanoTime();
            Seen refused = on.withAgent.send(Call.get(api.url("/held")).with("engine-timeout=500"));
            assertThat(refused.status()).as(refused.toString()).isEqualTo(401);
            // Without it, as long as any token request may take.
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
            held.await();
        }
        assertThat(api.authorizations("/held")).containsExactly("");
        on.withAgent.send(Call.get(api.url("")));
    }

    @ParameterizedTest
    @EnumSource
    void web_socket_handshake_has_the_token_and_is_made_again_if_refused(Jdk jdk) {
        ClientSession on = on(jdk);
        Api api = on.plain;
        api.resource.on("/socket", request -> WebSocketServer.handshake(api, request));
        on.withAgent.send(Call.get(api.url("")));
        for (int sends : List.of(1, 2)) {
            api.forgetRequests();
            assertThat(handshake(on.withAgent, api)).isEqualTo("101");
            assertThat(api.authorizations("/socket"))
                    .hasSize(sends)
                    .last()
                    .satisfies(value -> assertIsTokenOf(api, value));
            api.issuer.endAccessTokens();
        }
        assertThat(handshake(on.without, api)).isNotEqualTo("101");
    }

    private static String handshake(ClientProgram program, Api api) {
        String[] words =
                Call.get(api.url("/socket").replaceFirst("^http", "ws")).words();
        words[0] = "websocket";
        program.tell(words);
        return program.nextLine().get(1);
    }

    @Override
    protected String followsAllWith() {
        return "all-redirects";
    }
}
