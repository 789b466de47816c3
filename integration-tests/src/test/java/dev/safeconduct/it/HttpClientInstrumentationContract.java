package dev.safeconduct.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.testkit.RecordedRequest;
import dev.safeconduct.testkit.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the agent does in an HTTP client, and what it does not: every supported client passes this, on every JDK. The
 * client is in a program of its own, with the packed agent, and again without it to compare with.
 */
abstract class HttpClientInstrumentationContract {
    private static final Map<Jdk, ClientSession> SESSIONS = new EnumMap<>(Jdk.class);
    private static final List<Integer> REDIRECTS = List.of(301, 302, 303, 307, 308);

    /** The program of {@code src/hosts} that uses the client. */
    abstract String host();

    /** The executors that a client may be given; one, if it has no such thing. */
    List<String> executors() {
        return List.of("default");
    }

    private ClientSession on(Jdk jdk) {
        return SESSIONS.computeIfAbsent(jdk, missing -> {
            try {
                return new ClientSession(missing, host());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @AfterAll
    static void endHosts() {
        SESSIONS.values().forEach(ClientSession::close);
        SESSIONS.clear();
    }

    // The token goes where it should

    @ParameterizedTest
    @EnumSource
    void configuredServerGetsTheToken(Jdk jdk) {
        ClientSession on = on(jdk);
        for (Api api : List.of(on.api("plain"), on.secure)) {
            api.forgetRequests();
            assertThat(on.withAgent.send(Call.get(api.url(""))).status()).isEqualTo(200);
            assertThat(on.withAgent.send(Call.post(api.url("/x"), "text:hello")).status())
                    .isEqualTo(200);
            assertThat(api.authorizations("/mcp")).last().satisfies(value -> assertIsTokenOf(api, value));
            assertThat(api.authorizations("/x")).singleElement().satisfies(value -> assertIsTokenOf(api, value));
        }
    }

    @ParameterizedTest
    @EnumSource
    void unknownServerIsUntouched(Jdk jdk) {
        ClientSession on = on(jdk);
        on.sink.forget().answer(Reply.text(200, "text/plain", "sink"));
        assertSameWithAndWithout(on, Call.get(on.sink.origin() + "/a?b=c"));
        assertSameWithAndWithout(on, Call.post(on.sink.origin() + "/a", "text:hello"));
        assertThat(on.sink.heads()).hasSize(4);
        assertThat(on.sink.heads().get(0)).isEqualTo(on.sink.heads().get(1));
        assertThat(on.sink.heads().get(2)).isEqualTo(on.sink.heads().get(3));
    }

    // ... and nowhere else

    @ParameterizedTest
    @EnumSource
    void t01_redirectToAnotherOriginTakesNoTokenAlong(Jdk jdk) {
        ClientSession on = on(jdk);
        for (Api start : List.of(on.api("plain"), on.secure)) {
            for (int status : REDIRECTS) {
                String there = start.resource.url("/landing").replace("127.0.0.1", ClientSession.OTHER_HOST);
                assertNoTokenAfterRedirect(on, start, status, there);
                assertNoTokenAfterRedirect(on, start, status, on.sink.origin() + "/landing");
                assertNoTokenAfterRedirect(on, start, status, on.secureSink.origin() + "/landing");
            }
        }
    }

    private static void assertNoTokenAfterRedirect(ClientSession on, Api start, int status, String target) {
        String what = status + " from " + start.resource.origin() + " to " + target;
        on.sink.forget().answer(Reply.text(200, "text/plain", "landed"));
        on.secureSink.forget().answer(Reply.text(200, "text/plain", "landed"));
        start.resource.on("/away", request -> Reply.redirect(status, target));
        start.resource.on("/landing", request -> Reply.text(200, "text/plain", "landed"));
        start.forgetRequests();

        Call call = Call.get(start.url("/away"));
        Seen seen = on.withAgent.send(call);
        // Only then is there something to leak.
        assertThat(start.authorizations("/away"))
                .as(what)
                .singleElement()
                .satisfies(value -> assertIsTokenOf(start, value));
        assertThat(seen).as(what).isEqualTo(on.without.send(call));

        List<RecordedRequest> landed = new ArrayList<>(start.resource.requestsTo("/landing"));
        landed.addAll(on.sink.requests());
        landed.addAll(on.secureSink.requests());
        assertThat(landed).as(what).allSatisfy(request -> assertThat(request.header("Authorization"))
                .as(what)
                .isNull());
        String token = start.authorizations("/away").get(0).substring("Bearer ".length());
        assertThat(on.sink.sawAnywhere(token)).as(what).isFalse();
        assertThat(on.secureSink.sawAnywhere(token)).as(what).isFalse();
        assertThat(landed).as(what).hasSize(seen.status() == 200 ? 2 : 0);
    }

    @ParameterizedTest
    @EnumSource
    void t02_redirectAwayAndBackHasTheTokenOnOurHopsOnly(Jdk jdk) {
        ClientSession on = on(jdk);
        Api api = on.api("round");
        api.resource.on("/away", request -> Reply.redirect(302, on.sink.origin() + "/between"));
        on.sink.forget().answer(Reply.redirect(302, api.url("/back")));
        assertThat(on.withAgent.send(Call.get(api.url("/away"))).status()).isEqualTo(200);
        for (String path : List.of("/away", "/back")) {
            assertThat(api.authorizations(path))
                    .as(path)
                    .singleElement()
                    .satisfies(value -> assertIsTokenOf(api, value));
        }
        assertThat(on.sink.requests()).singleElement().satisfies(request -> assertThat(request.header("Authorization"))
                .isNull());
    }

    @ParameterizedTest
    @EnumSource
    void t04_urlWithUserInfoGetsNoToken(Jdk jdk) {
        ClientSession on = on(jdk);
        Api api = on.api("plain");
        api.forgetRequests();
        on.withAgent.send(Call.get(api.url("/user").replace("//", "//someone@")));
        assertThat(api.authorizations("/user")).noneMatch(value -> value.startsWith("Bearer"));
    }

    @ParameterizedTest
    @EnumSource
    void t10_ownHeaderIsLeftAlone(Jdk jdk) {
        ClientSession on = on(jdk);
        Api api = on.api("plain");
        for (Call call : List.of(
                Call.get(api.url("/own?b=c")),
                Call.post(api.url("/own"), "text:hello"),
                Call.post(api.url("/own"), "stream:10"))) {
            for (Reply reply : List.of(
                    Reply.text(200, "text/plain", "ok"),
                    Reply.status(401).header("WWW-Authenticate", "Bearer error=\"invalid_token\""))) {
                api.resource.on("/own", request -> reply);
                api.forgetRequests();
                assertSameWithAndWithout(on, call.header("Authorization: Mine own-words"));
                List<RecordedRequest> sends = api.resource.requestsTo("/own");
                assertThat(sends).hasSize(2);
                assertThat(sends.get(0).head())
                        .contains("Authorization: Mine own-words\r\n")
                        .isEqualTo(sends.get(1).head());
                assertThat(sends.get(0).bodySha256()).isEqualTo(sends.get(1).bodySha256());
                assertThat(api.tokenRequests()).isZero();
            }
        }
    }

    /** So that the test above is not empty: without a header of its own, the program has ours there. */
    @ParameterizedTest
    @EnumSource
    void tokenIsTheOnlyDifferenceInTheHead(Jdk jdk) {
        ClientSession on = on(jdk);
        Api api = on.api("plain");
        api.resource.on("/head", request -> Reply.text(200, "text/plain", "ok"));
        api.forgetRequests();
        assertSameWithAndWithout(on, Call.get(api.url("/head")));
        List<RecordedRequest> sends = api.resource.requestsTo("/head");
        assertThat(sends.get(0).head()).contains("\r\nAuthorization: Bearer ");
        assertThat(sends.get(0).head().replaceFirst("Authorization: [^\r]*\r\n", ""))
                .isEqualTo(sends.get(1).head());
    }

    @ParameterizedTest
    @EnumSource
    void t11_foreignHostHeaderGetsNoToken(Jdk jdk) {
        ClientSession on = on(jdk);
        Api api = on.api("plain");
        api.forgetRequests();
        on.withAgent.send(Call.get(api.url("/virtual")).header("Host: evil.test"));
        assertThat(api.resource.requestsTo("/virtual")).singleElement().satisfies(request -> {
            assertThat(request.header("Host")).isEqualTo("evil.test");
            assertThat(request.header("Authorization")).isNull();
        });
    }

    @ParameterizedTest
    @EnumSource
    void t12_perfectChallengeOfAnUnknownServerIsNotAnswered(Jdk jdk) {
        ClientSession on = on(jdk);
        Api stranger = on.unknown;
        int before = on.tokenRequests();
        stranger.forgetRequests();
        Seen seen = assertSameWithAndWithout(on, Call.get(stranger.url("")));
        assertThat(seen.status()).isEqualTo(401);
        assertThat(seen.headers()).containsIgnoringCase("resource_metadata=");
        assertThat(stranger.issuer.requests()).isEmpty();
        assertThat(stranger.resource.requests()).hasSize(2).allSatisfy(request -> {
            assertThat(request.path()).isEqualTo("/mcp");
            assertThat(request.header("Authorization")).isNull();
        });
        assertThat(on.tokenRequests()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource
    void t14_proxySeesNoToken(Jdk jdk) {
        ClientSession on = on(jdk);
        on.sink.forget().answer(Reply.text(200, "text/plain", "proxied"));
        Call plain = Call.get(on.api("plain").url("/proxied")).through(on.sink.origin());
        assertSameWithAndWithout(on, plain);
        assertThat(on.sink.heads()).hasSize(2);
        assertThat(on.sink.heads().get(0)).isEqualTo(on.sink.heads().get(1)).doesNotContain("Authorization");

        on.sink.forget().tunnels(true);
        try {
            on.secure.forgetRequests();
            assertThat(on.withAgent
                            .send(Call.get(on.secure.url("/tunnelled")).through(on.sink.origin()))
                            .status())
                    .isEqualTo(200);
            assertThat(on.secure.authorizations("/tunnelled"))
                    .singleElement()
                    .satisfies(value -> assertIsTokenOf(on.secure, value));
            assertThat(on.sink.heads())
                    .singleElement()
                    .satisfies(head -> assertThat(head).startsWith("CONNECT ").doesNotContain("Authorization"));
        } finally {
            on.sink.tunnels(false);
        }
    }

    // What is done about a 401

    @ParameterizedTest
    @EnumSource
    void rejectedTokenIsReplacedAndTheRequestSentAgain(Jdk jdk) {
        ClientSession on = on(jdk);
        Api api = on.api("stale");
        for (Call call : List.of(Call.get(api.url("/work")), Call.post(api.url("/work"), "text:hello"))) {
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
    @EnumSource
    void t53_serverThatAlwaysRefusesGetsTwoSends(Jdk jdk) {
        ClientSession on = on(jdk);
        Api api = on.api("closed");
        api.resource.always401(true);
        api.forgetRequests();
        assertThat(on.withAgent.send(Call.get(api.url("/work"))).status()).isEqualTo(401);
        assertThat(api.resource.requestsTo("/work")).hasSize(2);
        assertThat(api.tokenRequests()).isOne();
    }

    @ParameterizedTest
    @EnumSource
    void t55_bodyThatCannotBeRepeatedIsSentOnce(Jdk jdk) {
        ClientSession on = on(jdk);
        Api api = on.api("streamed");
        Reply refusal = Reply.json(401, Map.of("error", "invalid_token"))
                .header("WWW-Authenticate", "Bearer error=\"invalid_token\"");
        api.resource.on("/work", request -> refusal);
        api.forgetRequests();
        assertSameWithAndWithout(on, Call.post(api.url("/work"), "stream:100000"));
        assertThat(api.authorizations("/work")).hasSize(2).first().satisfies(value -> assertThat(value)
                .startsWith("Bearer "));
    }

    @ParameterizedTest
    @EnumSource
    void otherSchemesAreTheApplicationsAffair(Jdk jdk) {
        ClientSession on = on(jdk);
        Api api = on.api("plain");
        api.resource.on("/basic", request -> Reply.status(401).header("WWW-Authenticate", "Basic realm=\"x\""));
        api.forgetRequests();
        assertSameWithAndWithout(on, Call.get(api.url("/basic")));
        assertThat(api.resource.requestsTo("/basic")).hasSize(2);
    }

    // Many requests, and slow servers

    @ParameterizedTest
    @EnumSource
    void manyRequestsRenewATokenOnce(Jdk jdk) {
        ClientSession on = on(jdk);
        Api api = on.api("burst");
        on.withAgent.send(Call.get(api.url("")));
        api.issuer.endAccessTokens();
        assertAllServedWithOneRenewal(on, api, 128);
    }

    @ParameterizedTest
    @EnumSource
    void manyRequestsWithAnExpiredTokenRenewItOnce(Jdk jdk) throws InterruptedException {
        ClientSession on = on(jdk);
        Api api = on.api("short");
        api.letTokenExpire(on.withAgent);
        assertAllServedWithOneRenewal(on, api, 64);
    }

    private static void assertAllServedWithOneRenewal(ClientSession on, Api api, int mostSends) {
        api.forgetRequests();
        on.withAgent.tell("burst", "64", api.url("/work"));
        assertThat(on.withAgent.nextLine()).containsExactly("burst", String.join(",", Collections.nCopies(64, "200")));
        assertThat(api.tokenRequests()).isOne();
        assertThat(api.resource.requestsTo("/work")).hasSizeBetween(64, mostSends);
    }

    @ParameterizedTest
    @EnumSource
    void t69_requestThatIsHeldAtA401HoldsUpNoOther(Jdk jdk) {
        ClientSession on = on(jdk);
        Api api = on.api("slow");
        for (String executor : executors()) {
            api.issuer.endAccessTokens();
            assertOthersEndFirst(on, api, executor, 2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void t69_requestThatIsHeldBeforeItIsSentHoldsUpNoOther(Jdk jdk) throws InterruptedException {
        ClientSession on = on(jdk);
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
        CountDownLatch release = new CountDownLatch(1);
        api.issuer.on("/token", request -> {
            await(release);
            return null;
        });
        try {
            on.withAgent.tell("race", executor, api.url("/held"), on.sink.origin() + "/other");
            assertThat(on.withAgent.nextLine()).as(executor).containsExactly("other", "200");
        } finally {
            release.countDown();
            api.issuer.on("/token", null);
        }
        assertThat(on.withAgent.nextLine()).as(executor).containsExactly("held", "200");
        assertThat(api.resource.requestsTo("/held")).as(executor).hasSize(sends);
    }

    // What the application sees

    @ParameterizedTest
    @EnumSource
    void bodiesAreUnchanged(Jdk jdk) {
        ClientSession on = on(jdk);
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
    @EnumSource
    void largeBodyIsSentAgainWhole(Jdk jdk) {
        ClientSession on = on(jdk);
        Api api = on.api("stale");
        on.withAgent.send(Call.get(api.url("")));
        api.issuer.endAccessTokens();
        api.forgetRequests();
        assertThat(on.withAgent
                        .send(Call.post(api.url("/echo"), "bytes:3000000"))
                        .body())
                .contains("3000000");
        assertThat(api.resource.requestsTo("/echo"))
                .hasSize(2)
                .extracting(RecordedRequest::bodyLength)
                .containsOnly(3_000_000L);
    }

    // Words

    /** With the agent first, then without. */
    private static Seen assertSameWithAndWithout(ClientSession on, Call call) {
        Seen seen = on.withAgent.send(call);
        assertThat(seen).as(call.toString()).isEqualTo(on.without.send(call));
        return seen;
    }

    private static void assertIsTokenOf(Api api, String authorization) {
        assertThat(authorization).startsWith("Bearer ");
        assertThat(api.issuer.issued())
                .as("issued tokens")
                .anyMatch(token -> authorization.equals("Bearer " + token.accessToken()));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
