package dev.safeconduct.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.Jdk;
import dev.safeconduct.testkit.Reply;
import dev.safeconduct.testkit.client.Api;
import dev.safeconduct.testkit.client.Call;
import dev.safeconduct.testkit.client.ClientProgram;
import dev.safeconduct.testkit.client.ClientPrograms;
import dev.safeconduct.testkit.client.ClientSession;
import dev.safeconduct.testkit.client.Conditions;
import dev.safeconduct.testkit.client.HeldTokens;
import dev.safeconduct.testkit.client.Seen;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JavaNetHttpIT extends Http2ClientContract {

    @Override
    protected ClientPrograms programs() {
        return new ForkedPrograms("JavaNetHttpHost");
    }

    @Override
    protected List<String> executors() {
        return List.of("default", "single", "direct");
    }

    @ParameterizedTest
    @EnumSource
    void web_socket_handshake_has_the_token(Jdk jdk) {
        ClientSession on = on(jdk);
        for (Api api : List.of(on.api("plain-socket"), on.secure)) {
            api.resource.on("/socket", request -> WebSocketServer.handshake(api, request));
            String url = api.url("/socket").replaceFirst("^http", "ws");
            on.withAgent.send(Call.get(api.url("")));
            api.forgetRequests();
            assertThat(ask(on.withAgent, "websocket", url)).containsExactly("websocket", "hello");
            assertThat(api.authorizations("/socket")).singleElement().satisfies(value -> assertIsTokenOf(api, value));
            assertThat(ask(on.without, "websocket", url)).last().asString().contains("WebSocketHandshakeException");
        }
    }

    @ParameterizedTest
    @EnumSource
    void refused_web_socket_handshake_is_made_again(Jdk jdk) {
        ClientSession on = on(jdk);
        Api api = on.api("plain-socket");
        api.resource.on("/socket", request -> WebSocketServer.handshake(api, request));
        on.withAgent.send(Call.get(api.url("")));
        api.issuer.endAccessTokens();
        api.forgetRequests();
        assertThat(ask(on.withAgent, "websocket", api.url("/socket").replaceFirst("^http", "ws")))
                .containsExactly("websocket", "hello");
        assertThat(api.tokenRequests()).isOne();
        assertThat(api.resource.requestsTo("/socket")).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void web_socket_handshake_that_stays_refused_fails_as_without_us(Jdk jdk) {
        ClientSession on = on(jdk);
        Api api = on.api("plain-socket");
        api.resource.on("/refused", request -> Reply.status(401).header("WWW-Authenticate", "Bearer"));
        String url = api.url("/refused").replaceFirst("^http", "ws");
        assertThat(ask(on.withAgent, "websocket", url)).isEqualTo(ask(on.without, "websocket", url));
        // Once, once more with a new token, and the program that has none.
        assertThat(api.authorizations("/refused")).hasSize(3).last().isEqualTo("");
    }

    @ParameterizedTest
    @EnumSource
    void pushed_responses_arrive_as_without_us(Jdk jdk) {
        ClientSession on = on(jdk);
        on.withAgent.send(Call.get(http2(on).url("")));
        assertThat(ask(on.withAgent, "push", http2(on).url("/push"))).containsExactly("push", "200 ok 0", "200 pushed");
    }

    @ParameterizedTest
    @EnumSource
    void body_that_waits_for_100_is_sent_once_there_is_a_token(Jdk jdk) {
        ClientSession on = on(jdk);
        Http2Api api = http2(on);
        // Where another answer than 100 comes over HTTP/1.1, JDK 17 by itself waits for ever.
        for (String option : jdk == Jdk.JDK_17 ? List.of("expect") : List.of("expect", "expect1")) {
            on.withAgent.send(Call.get(api.url("")));
            api.issuer.endAccessTokens();
            api.forgetRequests();
            assertThat(on.withAgent
                            .send(Call.post(api.url("/x"), "bytes:100000").with(option))
                            .body())
                    .as(option)
                    .isEqualTo("ok 100000");
            assertThat(api.received()).as(option).hasSize(2);
            assertThat(api.tokenRequests()).isOne();
        }
    }

    @ParameterizedTest
    @EnumSource
    void cookies_of_a_refusal_are_kept(Jdk jdk) {
        ClientSession on = on(jdk);
        Api api = on.api("stale");
        on.withAgent.send(Call.get(api.url("")));
        api.issuer.endAccessTokens();
        api.resource.on(
                "/cookie",
                request -> WebSocketServer.isAllowed(api, request)
                        ? null
                        : Reply.status(401).header("WWW-Authenticate", "Bearer").header("Set-Cookie", "a=b"));
        api.forgetRequests();
        assertThat(on.withAgent
                        .send(Call.get(api.url("/cookie")).with("cookies"))
                        .status())
                .isEqualTo(200);
        assertThat(api.resource.requestsTo("/cookie"))
                .extracting(request -> request.header("Cookie"))
                .containsExactly(null, "a=b");
    }

    @ParameterizedTest
    @EnumSource
    void client_with_its_own_tls_gets_the_token(Jdk jdk) {
        ClientSession on = on(jdk);
        assertThat(on.withAgent
                        .send(Call.get(on.secure.url("/x")).with("own-tls"))
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource
    void answered_refusal_is_not_among_the_previous_responses(Jdk jdk) {
        ClientSession on = on(jdk);
        Api api = on.api("stale");
        on.withAgent.send(Call.get(api.url("")));
        api.resource.on("/first", request -> Reply.redirect(302, api.url("/second")));
        api.issuer.endAccessTokens();
        assertThat(on.withAgent.send(Call.get(api.url("/first"))).headers())
                .contains("(before)=[302 " + api.url("/first") + "]");
    }

    /** The token endpoint answers when the application has its own answer: if that waited, this would never end. */
    @ParameterizedTest
    @EnumSource
    void timeout_of_the_application_holds_before_the_request(Jdk jdk) throws InterruptedException {
        ClientSession on = on(jdk);
        Api api = on.api("slow");
        api.letTokenExpire(on.withAgent);
        try (HeldTokens held = new HeldTokens(api)) {
            assertThat(on.withAgent
                            .send(Call.get(api.url("/held")).with("timeout=500"))
                            .failure())
                    .containsIgnoringCase("timeout");
            held.await();
        }
        on.withAgent.send(Call.get(api.url("")));
    }

    @ParameterizedTest
    @EnumSource
    void answered_requests_leave_nothing_behind(Jdk jdk) {
        ClientSession on = on(jdk);
        String state = "dev.safeconduct.agent.hook.javanethttp.RequestState";
        int before = jvm(on).instances(state);
        for (int i = 0; i < 50; i++) {
            assertThat(on.withAgent.send(Call.get(on.plain.url("/x"))).status()).isEqualTo(200);
            assertThat(on.withAgent
                            .send(Call.post(on.plain.url("/x"), "stream:1000"))
                            .status())
                    .isEqualTo(200);
        }
        assertThat(jvm(on).instances(state)).isLessThanOrEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource
    void canceled_requests_leave_nothing_behind(Jdk jdk) throws Exception {
        ClientSession on = on(jdk);
        Api api = on.api("slow");
        String state = "dev.safeconduct.agent.hook.javanethttp.RequestState";
        // Connections that are kept alive hold their last requests.
        int before = jvm(on).instances(state);
        for (boolean sent : new boolean[] {false, true}) {
            if (sent) {
                on.withAgent.send(Call.get(api.url("")));
                api.issuer.endAccessTokens();
            } else {
                api.letTokenExpire(on.withAgent);
            }
            api.forgetRequests();
            // From the first 401 on, requests wait for the new token: so all are to be there before it.
            CountDownLatch arrived = new CountDownLatch(100);
            api.resource.on("/cancelled", request -> {
                arrived.countDown();
                HeldTokens.await(arrived);
                return null;
            });
            try (HeldTokens held = new HeldTokens(api)) {
                on.withAgent.tell("start", "100", api.url("/cancelled"));
                assertThat(on.withAgent.nextLine()).containsExactly("started");
                held.await();
                assertThat(ask(on.withAgent, "cancel")).containsExactly("cancelled");
            }
            assertThat(on.withAgent.send(Call.get(api.url("/after"))).status()).isEqualTo(200);
            assertThat(api.resource.requestsTo("/cancelled")).as("sent again").hasSize(sent ? 100 : 0);
        }
        // What is there no more is taken out when something new comes in.
        Conditions.await("nothing is left", () -> {
            on.withAgent.send(Call.get(api.url("/after")));
            return jvm(on).instances(state) <= before + 3;
        });
    }

    @ParameterizedTest
    @EnumSource
    void a_401_whose_connection_ends_while_it_is_held_is_handed_back_whole(Jdk jdk) throws InterruptedException {
        ClientSession on = on(jdk);
        Api api = on.plain;
        on.withAgent.send(Call.get(api.url("")));
        api.issuer.endAccessTokens();
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch dropped = new CountDownLatch(1);
        api.issuer.on("/token", request -> {
            asked.countDown();
            HeldTokens.await(dropped);
            return Reply.status(503);
        });
        try {
            on.withAgent.tell(Call.get(api.url("/refused")).words());
            HeldTokens.await(asked);
            on.plainPort.dropConnections();
        } finally {
            dropped.countDown();
        }
        Seen seen = Seen.of(on.withAgent.nextLine());
        api.issuer.on("/token", null);
        assertThat(seen.status()).as(seen.failure()).isEqualTo(401);
        assertThat(seen.body()).contains("invalid_token");
        Conditions.await(
                "the failure is forgotten",
                () -> on.withAgent.send(Call.get(api.url(""))).status() == 200);
    }

    @ParameterizedTest
    @EnumSource
    void t98_a_streamed_body_is_sent_again_if_it_was_kept_whole(Jdk jdk) {
        ClientSession on = on(jdk);
        StreamedUploads.assertSentAgainOnlyIfKeptWhole(on, on.api("slow"));
    }

    @ParameterizedTest
    @EnumSource
    void client_that_is_closed_waits_for_what_we_hold(Jdk jdk) {
        ClientSession on = on(jdk);
        Api api = on.api("slow");
        on.withAgent.send(Call.get(api.url("")));
        api.issuer.endAccessTokens();
        try (HeldTokens held = new HeldTokens(api)) {
            on.withAgent.tell("close", api.url("/closed"));
            assertThat(on.withAgent.nextLine()).containsExactly("closing");
            held.await();
        }
        List<List<String>> lines = List.of(on.withAgent.nextLine(), on.withAgent.nextLine());
        assertThat(lines).containsExactlyInAnyOrder(List.of("answer", "200"), List.of("closed"));
    }

    private static List<String> ask(ClientProgram host, String... command) {
        host.tell(command);
        return host.nextLine();
    }
}
