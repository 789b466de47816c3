package dev.safeconduct.testkit.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.testkit.RecordedRequest;
import dev.safeconduct.testkit.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the agent does in an HTTP client, and what it does not: every supported client passes this, on every JDK. The
 * client is in a program of its own, with the packed agent, and again without it to compare with.
 */
public abstract class HttpClientInstrumentationContract extends RedirectPlacementContract {
    /** For subclasses. */
    protected HttpClientInstrumentationContract() {}

    /** The executors that a client may be given; one, if it has no such thing. */
    protected List<String> executors() {
        return List.of("default");
    }

    /** The largest body, in bytes, that the client has whole and sends again. */
    protected int largestRepeated() {
        return 3_000_000;
    }

    /**
     * Whether a request that was held goes out over another connection where its own was closed meanwhile. Where it does
     * not, it ends as any request on a connection that is closed, and a refusal is the program's.
     */
    protected boolean replacesConnections() {
        return true;
    }

    /** Whether the client's timeout leads to the response that is held; else it ends in the client's own failure. */
    protected boolean handsBackAtTimeout() {
        return true;
    }

    // The token goes where it should

    @ParameterizedTest
    @MethodSource("environments")
    void configured_server_gets_the_token(Object environment) {
        ClientSession on = on(environment);
        for (Api api : List.of(on.plain, on.secure)) {
            api.forgetRequests();
            assertThat(on.withAgent.send(Call.get(api.url(""))).status()).isEqualTo(200);
            assertThat(on.withAgent.send(Call.post(api.url("/x"), "text:hello")).status())
                    .isEqualTo(200);
            assertThat(api.authorizations("/mcp")).last().satisfies(value -> assertIsTokenOf(api, value));
            assertThat(api.authorizations("/x")).singleElement().satisfies(value -> assertIsTokenOf(api, value));
        }
    }

    @ParameterizedTest
    @MethodSource("environments")
    void every_method_and_every_kind_of_body_has_the_token(Object environment) {
        ClientSession on = on(environment);
        Api api = on.plain;
        List<Call> calls = new ArrayList<>();
        for (String method : List.of("HEAD", "OPTIONS", "PUT", "DELETE")) {
            calls.add(Call.of(method, api.url("/any")));
        }
        for (String body : List.of("text:hello", "bytes:100000", "stream:100000", "chunks:100000")) {
            calls.add(Call.post(api.url("/any"), body));
        }
        for (Call call : calls) {
            api.forgetRequests();
            assertThat(on.withAgent.send(call).status()).as(call.toString()).isEqualTo(200);
            assertThat(api.authorizations("/any"))
                    .as(call.toString())
                    .singleElement()
                    .satisfies(value -> assertIsTokenOf(api, value));
        }
    }

    @ParameterizedTest
    @MethodSource("environments")
    void unknown_server_is_untouched(Object environment) {
        ClientSession on = on(environment);
        on.sink.forget().answer(Reply.text(200, "text/plain", "sink"));
        assertSameWithAndWithout(on, Call.get(on.sink.origin() + "/a?b=c"));
        assertSameWithAndWithout(on, Call.post(on.sink.origin() + "/a", "text:hello"));
        assertThat(on.sink.heads()).hasSize(4);
        assertThat(on.sink.heads().get(0)).isEqualTo(on.sink.heads().get(1));
        assertThat(on.sink.heads().get(2)).isEqualTo(on.sink.heads().get(3));
    }

    // What is done about a 401

    @ParameterizedTest
    @MethodSource("environments")
    void rejected_token_is_replaced_and_the_request_sent_again(Object environment) {
        ClientSession on = on(environment);
        Api api = on.api("stale");
        for (Call call : List.of(
                Call.get(api.url("/work")),
                Call.post(api.url("/work"), "text:hello"),
                Call.of("HEAD", api.url("/work")))) {
            on.withAgent.send(Call.get(api.url("")));
            api.issuer.endAccessTokens();
            api.forgetRequests();
            assertThat(on.withAgent.send(call).status()).isEqualTo(200);
            assertThat(api.tokenRequests()).isOne();
            List<RecordedRequest> sends = api.resource.requestsTo("/work");
            assertThat(sends).hasSize(2);
            assertThat(sends.get(1).bodySha256()).isEqualTo(sends.get(0).bodySha256());
            assertThat(api.authorizations("/work").get(1))
                    .isNotEqualTo(api.authorizations("/work").get(0))
                    .satisfies(value -> assertIsTokenOf(api, value));
        }
    }

    @ParameterizedTest
    @MethodSource("environments")
    void t53_server_that_always_refuses_gets_two_sends(Object environment) {
        ClientSession on = on(environment);
        Api api = on.api("closed");
        api.resource.always401(true);
        api.forgetRequests();
        assertThat(on.withAgent.send(Call.get(api.url("/work"))).status()).isEqualTo(401);
        assertThat(api.authorizations("/work"))
                .as("after %d token requests", api.tokenRequests())
                .hasSize(2);
        assertThat(api.tokenRequests()).isOne();
    }

    @ParameterizedTest
    @MethodSource("environments")
    void t55_body_that_cannot_be_repeated_is_sent_once(Object environment) {
        ClientSession on = on(environment);
        Api api = on.api("streamed");
        Reply refusal = Reply.json(401, Map.of("error", "invalid_token"))
                .header("WWW-Authenticate", "Bearer error=\"invalid_token\"");
        api.resource.on("/work", request -> refusal);
        for (String body : List.of("stream:100000", "chunks:100000")) {
            api.forgetRequests();
            assertSameWithAndWithout(on, Call.post(api.url("/work"), body));
            assertThat(api.authorizations("/work")).hasSize(2).first().satisfies(value -> assertThat(value)
                    .startsWith("Bearer "));
        }
    }

    @ParameterizedTest
    @MethodSource("environments")
    void other_schemes_are_the_applications_affair(Object environment) {
        ClientSession on = on(environment);
        Api api = on.plain;
        api.resource.on("/basic", request -> Reply.status(401).header("WWW-Authenticate", "Basic realm=\"x\""));
        api.forgetRequests();
        assertSameWithAndWithout(on, Call.get(api.url("/basic")));
        assertThat(api.resource.requestsTo("/basic")).hasSize(2);
    }

    // What is done about a 403

    @ParameterizedTest
    @MethodSource("environments")
    void token_with_more_scope_is_obtained_and_the_request_sent_again(Object environment) {
        ClientSession on = on(environment);
        Api api = on.api("scoped");
        Map<String, Call> calls = new LinkedHashMap<>();
        calls.put("/read", Call.get(api.url("/read")));
        calls.put("/write", Call.post(api.url("/write"), "text:hello"));
        calls.put("/head", Call.of("HEAD", api.url("/head")));
        calls.forEach((path, call) -> {
            api.resource.requireScope(path, "scope-of" + path);
            api.forgetRequests();
            assertThat(on.withAgent.send(call).status()).as(call.toString()).isEqualTo(200);
            assertThat(api.tokenRequests()).isOne();
            List<RecordedRequest> sends = api.resource.requestsTo(path);
            assertThat(sends).hasSize(2);
            assertThat(sends.get(1).bodySha256()).isEqualTo(sends.get(0).bodySha256());
        });
    }

    /** Clients keep a streamed body, or do not. */
    @ParameterizedTest
    @MethodSource("environments")
    void streamed_request_has_a_token_with_more_scope_by_the_next_time(Object environment) throws InterruptedException {
        ClientSession on = on(environment);
        Api api = on.api("scoped");
        api.resource.requireScope("/stream", "scope-of-stream");
        api.forgetRequests();
        Call call = Call.post(api.url("/stream"), "stream:1000");
        Conditions.await("there is enough scope", () -> on.withAgent.send(call).status() == 200);
    }

    // Tokens that are bound to a key (DPoP, RFC 9449): the server judges each proof as strictly as the RFC

    @ParameterizedTest
    @MethodSource("environments")
    void bound_token_goes_out_with_a_proof_for_each_hop(Object environment) {
        ClientSession on = on(environment);
        Api api = on.api("bound");
        api.forgetRequests();
        for (Call call : List.of(
                Call.get(api.url("/work?a=b")),
                Call.of("HEAD", api.url("/work")),
                Call.of("DELETE", api.url("/work")),
                Call.post(api.url("/work"), "text:hello"))) {
            assertThat(on.withAgent.send(call).status()).as(call.toString()).isEqualTo(200);
        }
        assertThat(on.withAgent
                        .send(Call.get(api.url("/redirect?to=/mcp/work")))
                        .status())
                .isEqualTo(follows(302) ? 200 : 302);
        assertHaveProofs(api, "/work", follows(302) ? 5 : 4);
        assertHaveProofs(api, "/redirect", 1);
    }

    @ParameterizedTest
    @MethodSource("environments")
    void nonces_of_both_servers_are_answered_and_kept(Object environment) {
        ClientSession on = on(environment);
        Api api = on.api("bound");
        int nonce = 0;
        for (Call call : List.of(Call.get(api.url("/work")), Call.post(api.url("/work"), "text:hello"))) {
            api.resource.dpopNonce(null).dpopNonce("resource-" + nonce++);
            api.forgetRequests();
            assertThat(on.withAgent.send(call).status()).as(call.toString()).isEqualTo(200);
            assertHaveProofs(api, "/work", 2);
            assertThat(on.withAgent.send(call).status()).as(call.toString()).isEqualTo(200);
            assertHaveProofs(api, "/work", 3);
            assertThat(api.tokenRequests()).as("the token is good").isZero();

            api.issuer.dpopNonce(null).dpopNonce("issuer-" + nonce++).endAccessTokens();
            assertThat(on.withAgent.send(call).status()).as(call.toString()).isEqualTo(200);
            assertHaveProofs(api, "/work", 5);
            assertThat(api.tokenRequests()).isEqualTo(2);
        }
        api.resource.dpopNonce(null).dpopNonce(null);
        api.issuer.dpopNonce(null).dpopNonce(null);
    }

    @ParameterizedTest
    @MethodSource("environments")
    void t53_server_that_refuses_for_one_cause_after_the_other_gets_one_resend_for_each(Object environment) {
        ClientSession on = on(environment);
        Api api = on.api("bound");
        api.forgetRequests();
        api.resource.on("/turns", request -> {
            int sends = api.resource.requestsTo("/turns").size();
            return sends % 2 == 1
                    ? Reply.status(401)
                            .header("WWW-Authenticate", "DPoP error=\"use_dpop_nonce\"")
                            .header("DPoP-Nonce", "turn-" + sends)
                    : Reply.status(401).header("WWW-Authenticate", "DPoP error=\"invalid_token\"");
        });
        assertThat(on.withAgent.send(Call.get(api.url("/turns"))).status()).isEqualTo(401);
        assertHaveProofs(api, "/turns", 3);
        assertThat(api.tokenRequests()).isOne();
    }

    @ParameterizedTest
    @MethodSource("environments")
    void a_403_that_is_not_answered_is_handed_back_whole(Object environment) {
        ClientSession on = on(environment);
        Api api = on.plain;
        for (String challenge : List.of(
                "Bearer error=\"insufficient_scope\", scope=\"" + "x".repeat(3000) + "\"",
                "Bearer error=\"access_denied\", scope=\"more\"",
                "Basic realm=\"x\"")) {
            Reply refusal = Reply.json(403, Map.of("why", "no".repeat(10_000)))
                    .header("WWW-Authenticate", challenge)
                    .header("X-A", "1")
                    .header("X-A", "2");
            api.resource.on("/forbidden", request -> refusal);
            api.forgetRequests();
            assertSameWithAndWithout(on, Call.get(api.url("/forbidden")));
            assertSameWithAndWithout(on, Call.post(api.url("/forbidden"), "text:hello"));
            assertThat(api.authorizations("/forbidden"))
                    .as(
                            "after %s and %d token requests: %s",
                            challenge.split(",", 2)[0], api.tokenRequests(), api.resource.requestsTo("/forbidden"))
                    .hasSize(4);
        }
    }

    @ParameterizedTest
    @MethodSource("environments")
    void proof_of_the_application_is_left_alone(Object environment) {
        ClientSession on = on(environment);
        Api api = on.api("bound");
        api.resource.on("/own", request -> Reply.text(200, "text/plain", "theirs"));
        api.forgetRequests();
        assertSameWithAndWithout(on, Call.get(api.url("/own")).header("DPoP: own-words"));
        assertThat(api.authorizations("/own")).hasSize(2).containsOnly("");
    }

    /** Two header fields each, and no proof twice. */
    private static void assertHaveProofs(Api api, String path, int sends) {
        List<RecordedRequest> requests = api.resource.requestsTo(path);
        assertThat(requests).hasSize(sends).allSatisfy(request -> {
            assertThat(request.headers("Authorization")).singleElement().satisfies(value -> assertThat(value)
                    .startsWith("DPoP "));
            assertThat(request.headers("DPoP")).hasSize(1);
        });
        assertThat(requests).extracting(request -> request.header("DPoP")).doesNotHaveDuplicates();
    }

    // Many requests, and slow servers

    @ParameterizedTest
    @MethodSource("environments")
    void many_requests_refresh_a_token_once(Object environment) {
        ClientSession on = on(environment);
        Api api = on.api("burst");
        on.withAgent.send(Call.get(api.url("")));
        api.issuer.endAccessTokens();
        assertAllServedWithOneRenewal(on, api, 128);
    }

    @ParameterizedTest
    @MethodSource("environments")
    void many_requests_with_an_expired_token_refresh_it_once(Object environment) throws InterruptedException {
        ClientSession on = on(environment);
        Api api = on.api("short");
        api.letTokenExpire(on.withAgent);
        assertAllServedWithOneRenewal(on, api, 64);
    }

    private static void assertAllServedWithOneRenewal(ClientSession on, Api api, int mostSends) {
        api.forgetRequests();
        on.withAgent.tell("burst", "64", api.url("/work"));
        assertThat(on.withAgent.nextLine()).containsExactly("burst", String.join(",", Collections.nCopies(64, "200")));
        assertThat(api.tokenRequests()).isOne();
        assertThat(api.authorizations("/work")).hasSizeBetween(64, mostSends);
    }

    @ParameterizedTest
    @MethodSource("environments")
    void t69_request_that_is_held_at_a_401_holds_up_no_other(Object environment) {
        ClientSession on = on(environment);
        Api api = on.api("slow");
        for (String executor : executors()) {
            api.issuer.endAccessTokens();
            assertOthersEndFirst(on, api, executor, 2);
        }
    }

    @ParameterizedTest
    @MethodSource("environments")
    void t69_request_that_is_held_before_it_is_sent_holds_up_no_other(Object environment) throws InterruptedException {
        ClientSession on = on(environment);
        Api api = on.api("slow");
        for (String executor : executors()) {
            api.letTokenExpire(on.withAgent);
            assertOthersEndFirst(on, api, executor, 1);
        }
    }

    /** The token endpoint answers when the other request has ended: if that waited, this would never end. */
    private static void assertOthersEndFirst(ClientSession on, Api api, String executor, int sends) {
        on.sink.forget().answer(Reply.text(200, "text/plain", "other"));
        api.forgetRequests();
        try (HeldTokens held = new HeldTokens(api)) {
            on.withAgent.tell("race", executor, api.url("/held"), on.sink.origin() + "/other");
            held.await();
            assertThat(on.withAgent.nextLine()).as(executor).containsExactly("other", "200");
        }
        assertThat(on.withAgent.nextLine()).as(executor).containsExactly("held", "200");
        assertThat(api.resource.requestsTo("/held")).as(executor).hasSize(sends);
    }

    @ParameterizedTest
    @MethodSource("environments")
    void connection_that_is_closed_while_a_request_is_held_is_replaced(Object environment) throws InterruptedException {
        ClientSession on = on(environment);
        Api api = on.plain;
        for (Call call : List.of(Call.get(api.url("/waits")), Call.post(api.url("/waits"), "text:hello"))) {
            api.letTokenExpire(on.withAgent);
            Seen unsent = closeWhileHeld(on, api, call);
            if (replacesConnections()) {
                assertThat(unsent.status()).as(call + " " + unsent.failure()).isEqualTo(200);
            }
            assertThat(api.resource.requestsTo("/waits")).hasSize(unsent.status() == 200 ? 1 : 0);
            on.withAgent.send(Call.get(api.url("")));
            api.issuer.endAccessTokens();
            Seen refused = closeWhileHeld(on, api, call);
            assertThat(refused.status())
                    .as(call + " " + refused.failure())
                    .isEqualTo(replacesConnections() ? 200 : 401);
            assertThat(api.resource.requestsTo("/waits")).hasSize(replacesConnections() ? 2 : 1);
            assertThat(on.withAgent.send(call).status()).isEqualTo(200);
        }
    }

    private static Seen closeWhileHeld(ClientSession on, Api api, Call call) {
        api.forgetRequests();
        try (HeldTokens held = new HeldTokens(api)) {
            on.withAgent.tell(call.words());
            held.await();
            on.plainPort.dropConnections();
        }
        return Seen.of(on.withAgent.nextLine());
    }

    // What the application sees

    @ParameterizedTest
    @MethodSource("environments")
    void bodies_are_unchanged(Object environment) {
        ClientSession on = on(environment);
        Api api = on.api("bodies");
        Map<String, Reply> replies = new LinkedHashMap<>();
        replies.put("/large", Reply.filled(5_000_000));
        replies.put(
                "/trickle",
                Reply.text(200, "text/plain", "drop by drop".repeat(5)).slowly(Duration.ofMillis(1)));
        replies.put("/empty", Reply.status(204));
        replies.put(
                "/fields",
                Reply.json(200, "{}").header("X-A", "1").header("X-A", "2").header("Set-Cookie", "a=b"));
        replies.put("/missing", Reply.text(404, "text/plain", "no"));
        replies.put("/broken", Reply.text(500, "text/plain", "sorry"));
        replies.put("/gone", Reply.hangUp());
        replies.put("/half", Reply.raw("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"));
        replies.forEach((path, reply) -> {
            api.resource.on(path, request -> reply);
            assertSameWithAndWithout(on, Call.get(api.url(path)));
            assertThat(api.authorizations(path)).as(path).first().satisfies(value -> assertIsTokenOf(api, value));
        });
    }

    @ParameterizedTest
    @MethodSource("environments")
    void large_body_is_sent_again_whole(Object environment) {
        ClientSession on = on(environment);
        Api api = on.api("stale");
        on.withAgent.send(Call.get(api.url("")));
        api.issuer.endAccessTokens();
        api.forgetRequests();
        int length = largestRepeated();
        assertThat(on.withAgent
                        .send(Call.post(api.url("/echo"), "bytes:" + length))
                        .body())
                .contains(Integer.toString(length));
        assertThat(api.resource.requestsTo("/echo"))
                .hasSize(2)
                .extracting(RecordedRequest::bodyLength)
                .containsOnly((long) length);
    }

    // What the application does by itself

    @ParameterizedTest
    @MethodSource("environments")
    void authenticator_of_the_application_has_its_own_servers(Object environment) {
        ClientSession on = on(environment);
        on.sink.forget().answer(Reply.status(401).header("WWW-Authenticate", "Basic realm=\"x\""));
        try {
            assertSameWithAndWithout(on, Call.get(on.sink.origin() + "/basic").with("authenticator"));
        } finally {
            on.sink.answer(Reply.text(200, "text/plain", "sink"));
        }
        assertThat(on.sink.requests())
                .anyMatch(request -> Api.authorization(request).startsWith("Basic "));
    }

    /** We come first; what we cannot answer is for the application. */
    @ParameterizedTest
    @MethodSource("environments")
    void authenticator_of_the_application_comes_after_us(Object environment) {
        ClientSession on = on(environment);
        Api api = on.api("both");
        api.resource.challenges("Bearer error=\"invalid_token\"", "Basic realm=\"x\"");
        on.withAgent.send(Call.get(api.url("")));
        api.issuer.endAccessTokens();
        api.forgetRequests();
        assertThat(on.withAgent
                        .send(Call.get(api.url("/own")).with("authenticator"))
                        .status())
                .isEqualTo(200);
        assertThat(api.authorizations("/own")).hasSize(2).allMatch(value -> value.startsWith("Bearer "));

        api.resource.on(
                "/basic",
                request -> Api.authorization(request).startsWith("Basic ")
                        ? Reply.text(200, "text/plain", "theirs")
                        : Reply.status(401).header("WWW-Authenticate", "Basic realm=\"y\""));
        assertThat(on.withAgent
                        .send(Call.get(api.url("/basic")).with("authenticator"))
                        .body())
                .isEqualTo("theirs");
    }

    /** The token endpoint answers when the application has its own answer: if that waited, this would never end. */
    @ParameterizedTest
    @MethodSource("environments")
    void timeout_of_the_application_holds_at_a_401(Object environment) {
        ClientSession on = on(environment);
        Api api = on.api("slow");
        on.withAgent.send(Call.get(api.url("")));
        api.issuer.endAccessTokens();
        try (HeldTokens held = new HeldTokens(api)) {
            Seen refused = on.withAgent.send(Call.get(api.url("/held")).with("timeout=500"));
            if (handsBackAtTimeout()) {
                assertThat(refused.status()).isEqualTo(401);
                assertThat(refused.body()).contains("invalid_token");
            } else {
                assertThat(refused.status()).isZero();
                assertThat(refused.failure()).containsIgnoringCase("timeout");
            }
            held.await();
        }
        on.withAgent.send(Call.get(api.url("")));
    }
}
