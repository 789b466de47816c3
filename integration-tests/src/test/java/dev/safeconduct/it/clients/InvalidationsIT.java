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
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Many requests, 64 at once, to a server that ends all access tokens after each 500th: none fails, each is answered by
 * one refresh, and no thread is left. {@code integration-tests/clients/run} sends 10,000 by each client.
 */
@Tag("full")
class InvalidationsIT {

    private static final int REQUESTS = Integer.getInteger("invalidations.requests", 1_600);
    private static final int AT_ONCE = 64;
    private static final int EACH = 500;
    private static final int WAVES = (REQUESTS + AT_ONCE - 1) / AT_ONCE;

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
        assertNoneFails(client, jdk, "post");
    }

    private static void assertNoneFails(EveryClient client, Jdk jdk, String... option) throws InterruptedException {
        AtomicInteger answered = new AtomicInteger();
        try (Api api = Api.start();
                HostJvm program = client.program(jdk)
                        .agent(AgentConfig.file(api.settings("api")))
                        .environment(Api.SECRET_VARIABLE, Api.SECRET)
                        .start()) {
            api.resource.on("/mcp/work", request -> answer(api, request, answered));
            List<String> failed = failed(program, api.url("/work"), "200", option);
            assertServed(
                    client.name() + (option.length == 0 ? "" : "_POST"),
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
                HostJvm program = HostProgram.of(jdk, "GrpcHost")
                        .libraries("grpc-newest")
                        .agent(AgentConfig.file(api.settings("api", "127.0.0.1")))
                        .environment(Api.SECRET_VARIABLE, Api.SECRET)
                        .start()) {
            List<String> failed = failed(program, api.target(), "OK");
            assertServed("GRPC", jdk, failed, api.served(), api.tokenRequests());
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
            assertServed("REACTOR_NETTY_HTTP_2", jdk, failed, api.served(), api.tokenRequests());
            assertLeavesNothing(program);
        }
    }

    /** What else came of the requests. */
    private static List<String> failed(HostJvm program, String url, String served, String... option) {
        return IntStream.range(0, WAVES)
                .boxed()
                .flatMap(wave -> statuses(program, url, option))
                .filter(status -> !status.equals(served))
                .toList();
    }

    private static void assertServed(String client, Jdk jdk, List<String> failed, int answered, int tokenRequests) {
        int invalidations = answered / EACH;
        System.out.println(String.join(
                "\t",
                "invalidations",
                client,
                jdk.name(),
                Integer.toString(WAVES * AT_ONCE),
                Integer.toString(failed.size()),
                Integer.toString(invalidations),
                Integer.toString(tokenRequests)));
        assertThat(failed).isEmpty();
        assertThat(answered).isEqualTo(WAVES * AT_ONCE);
        // The first request found no token. The last wave may have ended before the last token was missed.
        assertThat(tokenRequests).isBetween(invalidations, invalidations + 1);
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

    private static Stream<String> statuses(HostJvm program, String url, String... option) {
        program.tell(Stream.concat(Stream.of("burst", Integer.toString(AT_ONCE), url), Stream.of(option))
                .toArray(String[]::new));
        List<String> said = program.nextLine();
        assertThat(said.get(0)).as(said + program.err()).isEqualTo("burst");
        return Arrays.stream(said.get(1).split(","));
    }

    private static Reply answer(Api api, RecordedRequest request, AtomicInteger answered) {
        if (!api.isAuthorized(request)) {
            return null;
        }
        if (answered.incrementAndGet() % EACH == 0) {
            api.issuer.endAccessTokens();
        }
        return Reply.text(200, "text/plain", "done");
    }
}
