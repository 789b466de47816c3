package dev.safeconduct.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.AgentConfig;
import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.it.TemporaryFolders;
import dev.safeconduct.testkit.RecordedRequest;
import dev.safeconduct.testkit.Reply;
import dev.safeconduct.testkit.SelfSigned;
import dev.safeconduct.testkit.client.Api;
import dev.safeconduct.testkit.client.Conditions;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Many requests, 64 at once, to a server that ends all access tokens after each 500th: none fails, each end leads to one
 * refresh, and no thread is left. Bodies that are gone when they are refused cost the program the refusals of those that
 * were under way. {@code integration-tests/clients/run} sends 10,000 by each client.
 */
@Tag("full")
class InvalidationsIT {

    private static final int REQUESTS = Integer.getInteger("invalidations.requests", 1_600);
    private static final int AT_ONCE = 64;
    private static final int EACH = 500;
    private static final int WAVES = (REQUESTS + AT_ONCE - 1) / AT_ONCE;

    private static final int ALONE = REQUESTS / 10;
    private static final int EACH_ALONE = 50;

    private static final String REPEATABLE = "text:hello";

    /** Longer than what any client keeps of it while it goes out. */
    private static final String SENT_ONCE = "stream:70000";

    /** The agent's timer, and those of its HTTP client. */
    private static final int MOST_THREADS = 4;

    static Stream<Arguments> clients() {
        return Stream.of(EveryClient.values())
                .flatMap(client -> Stream.of(Jdk.values()).map(jdk -> Arguments.of(client, jdk)));
    }

    @Tag("matrix")
    @ParameterizedTest
    @MethodSource("clients")
    void no_request_fails_where_tokens_are_revoked(EveryClient client, Jdk jdk) throws InterruptedException {
        assertNoneFails(client, jdk);
    }

    @ParameterizedTest
    @MethodSource("clients")
    void no_post_fails_where_tokens_are_revoked(EveryClient client, Jdk jdk) throws InterruptedException {
        assertNoneFails(client, jdk, REPEATABLE);
    }

    private static void assertNoneFails(EveryClient client, Jdk jdk, String... option) throws InterruptedException {
        AtomicInteger answered = new AtomicInteger();
        try (Api api = Api.start();
                HostJvm program = client.program(jdk)
                        .agent(AgentConfig.file(api.settings("api")))
                        .environment(Api.SECRET_VARIABLE, Api.SECRET)
                        .start()) {
            api.resource.on("/mcp/work", request -> answer(api, request, answered, EACH));
            List<String> failed = failed(program, api.url("/work"), "200", option);
            assertServed(
                    client.name(),
                    option.length == 0 ? "GET" : "POST",
                    jdk,
                    failed,
                    answered.get(),
                    api.tokenRequests());
            assertLeavesNothing(program);
        }
    }

    @ParameterizedTest
    @EnumSource
    void no_call_of_grpc_fails_where_tokens_are_revoked(Jdk jdk) throws InterruptedException {
        try (GrpcApi api = GrpcApi.start().endsTokensAfterEach(EACH);
                HostJvm program = grpc(jdk, api)) {
            List<String> failed = failed(program, api.target(), "OK");
            assertServed("GRPC", "unary", jdk, failed, api.served(), api.tokenRequests());
            assertLeavesNothing(program);
        }
    }

    /** Of a client that multiplexes them, over one connection or a few. */
    @ParameterizedTest
    @EnumSource
    void no_request_over_http2_fails_where_tokens_are_revoked(Jdk jdk) throws InterruptedException, IOException {
        try (Http2Api api = Http2Api.start(SelfSigned.create(TemporaryFolders.create("tls")))
                        .endsTokensAfterEach(EACH);
                HostJvm program = EveryClient.REACTOR_NETTY
                        .program(jdk)
                        .agent(AgentConfig.file(api.settings("api")))
                        .environment(Api.SECRET_VARIABLE, Api.SECRET)
                        .start()) {
            List<String> failed = failed(program, api.url("/work"), "200", "http2");
            assertServed("REACTOR_NETTY_HTTP_2", "GET", jdk, failed, api.served(), api.tokenRequests());
            assertLeavesNothing(program);
        }
    }

    /** Such a body is gone when its request is refused, and the refusal is the program's. */
    @ParameterizedTest
    @MethodSource("clients")
    void a_revocation_costs_the_requests_under_way_where_bodies_are_sent_once(EveryClient client, Jdk jdk)
            throws InterruptedException {
        AtomicInteger answered = new AtomicInteger();
        AtomicInteger each = new AtomicInteger(EACH_ALONE);
        Queue<String> refused = new ConcurrentLinkedQueue<>();
        try (Api api = Api.start();
                HostJvm program = client.program(jdk)
                        .agent(AgentConfig.file(api.settings("api")))
                        .environment(Api.SECRET_VARIABLE, Api.SECRET)
                        .start()) {
            api.resource.on("/mcp/work", request -> {
                Reply reply = answer(api, request, answered, each.get());
                if (reply == null) {
                    refused.add(Api.authorization(request));
                }
                return reply;
            });
            Refusals refusals = new Refusals(client.name(), jdk, "401", refused);
            refusals.assertOneForEach(() -> statusesOfBodies(program, 1, api));
            each.set(EACH);
            refusals.assertOfThoseUnderWay(() -> statusesOfBodies(program, AT_ONCE, api));
            refusals.assertRefreshedOnce(api.tokenRequests());
            assertLeavesNothing(program);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_revocation_costs_the_calls_of_grpc_under_way_where_messages_are_streamed(Jdk jdk)
            throws InterruptedException {
        try (GrpcApi api = GrpcApi.start().endsTokensAfterEach(EACH_ALONE);
                HostJvm program = grpc(jdk, api)) {
            Refusals refusals = new Refusals("GRPC", jdk, "UNAUTHENTICATED", api.refused());
            refusals.assertOneForEach(() -> statuses(program, 1, api.target(), "Collect"));
            api.endsTokensAfterEach(EACH);
            refusals.assertOfThoseUnderWay(() -> statuses(program, AT_ONCE, api.target(), "Collect"));
            refusals.assertRefreshedOnce(api.tokenRequests());
            assertLeavesNothing(program);
        }
    }

    /** Those that a program gets, of requests that cannot be sent again. */
    private static final class Refusals {

        private final String client;
        private final Jdk jdk;
        private final String refusal;
        private final Queue<String> refused;
        private final Set<String> endedTokens = new HashSet<>();

        /** @param refused what the server adds the {@code Authorization} of each to */
        Refusals(String client, Jdk jdk, String refusal, Queue<String> refused) {
            this.client = client;
            this.jdk = jdk;
            this.refusal = refusal;
            this.refused = refused;
        }

        /** One request after the other: the first after a revocation, and no other. */
        void assertOneForEach(Supplier<Stream<String>> request) {
            int sum = IntStream.range(0, ALONE).map(i -> took(request.get())).sum();
            report(client, "sent once, alone", jdk, ALONE, sum, endedTokens.size(), endedTokens.size() + 1);
            assertThat(sum).isEqualTo((ALONE - 1) / (EACH_ALONE + 1)).isEqualTo(endedTokens.size());
        }

        /** Many at once: at most those that had the token when it ended. */
        void assertOfThoseUnderWay(Supplier<Stream<String>> wave) {
            int before = endedTokens.size();
            int sum = IntStream.range(0, WAVES).map(i -> took(wave.get())).sum();
            int revocations = endedTokens.size() - before;
            report(client, "sent once", jdk, WAVES * AT_ONCE, sum, revocations, revocations);
            assertThat(revocations).isPositive();
            assertThat(sum).isBetween(revocations, revocations * AT_ONCE);
        }

        /** None has been lost, and none has a token that the program had seen refused before the request began. */
        private int took(Stream<String> statuses) {
            List<String> others = statuses.filter(status -> !status.equals("200") && !status.equals("OK"))
                    .toList();
            List<String> sent =
                    Stream.generate(refused::poll).takeWhile(Objects::nonNull).toList();
            assertThat(others).hasSameSizeAs(sent).allMatch(refusal::equals);
            assertThat(sent).noneMatch(endedTokens::contains);
            endedTokens.addAll(sent);
            return others.size();
        }

        /** The first request found no token. The last wave may have ended before a new one was asked for. */
        void assertRefreshedOnce(int tokenRequests) {
            assertThat(tokenRequests).isBetween(endedTokens.size(), endedTokens.size() + 1);
        }
    }

    private static HostJvm grpc(Jdk jdk, GrpcApi api) {
        return HostProgram.of(jdk, "GrpcHost")
                .libraries("grpc-newest")
                .agent(AgentConfig.file(api.settings("api", "127.0.0.1")))
                .environment(Api.SECRET_VARIABLE, Api.SECRET)
                .start();
    }

    /** What else came of the requests. */
    private static List<String> failed(HostJvm program, String url, String served, String... option) {
        return IntStream.range(0, WAVES)
                .boxed()
                .flatMap(wave -> statuses(program, AT_ONCE, url, option))
                .filter(status -> !status.equals(served))
                .toList();
    }

    private static void assertServed(
            String client, String kind, Jdk jdk, List<String> failed, int answered, int tokenRequests) {
        int invalidations = answered / EACH;
        report(client, kind, jdk, WAVES * AT_ONCE, failed.size(), invalidations, tokenRequests);
        assertThat(failed).isEmpty();
        assertThat(answered).isEqualTo(WAVES * AT_ONCE);
        // The first request found no token. The last wave may have ended before the last token was missed.
        assertThat(tokenRequests).isBetween(invalidations, invalidations + 1);
    }

    /** For {@code integration-tests/clients/run}, which makes a table of it. */
    private static void report(
            String client, String kind, Jdk jdk, int requests, int failed, int invalidations, int tokenRequests) {
        System.out.printf(
                "invalidations\t%s\t%s\t%s\t%d\t%d\t%d\t%d%n",
                client, kind, jdk.name(), requests, failed, invalidations, tokenRequests);
    }

    private static void assertLeavesNothing(HostJvm program) throws InterruptedException {
        Conditions.await(
                "threads that have nothing to do have ended",
                () -> program.threads().stream()
                                .filter(name -> name.startsWith("safeconduct"))
                                .count()
                        <= MOST_THREADS);
        assertThat(program.err()).doesNotContain("safeconduct");
    }

    private static Stream<String> statusesOfBodies(HostJvm program, int atOnce, Api api) {
        api.resource.forgetRequests(); // the bodies of 10,000 are more than the heap of a test
        return statuses(program, atOnce, api.url("/work"), SENT_ONCE);
    }

    private static Stream<String> statuses(HostJvm program, int atOnce, String url, String... option) {
        program.tell(Stream.concat(Stream.of("burst", Integer.toString(atOnce), url), Stream.of(option))
                .toArray(String[]::new));
        List<String> said = program.nextLine();
        assertThat(said.get(0)).as(said + program.err()).isEqualTo("burst");
        return Arrays.stream(said.get(1).split(","));
    }

    /** Null where the token is not good: the server refuses it. */
    private static @Nullable Reply answer(Api api, RecordedRequest request, AtomicInteger answered, int each) {
        if (!api.isAuthorized(request)) {
            return null;
        }
        if (answered.incrementAndGet() % each == 0) {
            api.issuer.endAccessTokens();
        }
        return Reply.text(200, "text/plain", "done");
    }
}
