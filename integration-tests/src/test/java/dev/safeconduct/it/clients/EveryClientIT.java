package dev.safeconduct.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.AgentConfig;
import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.testkit.RecordingSink;
import dev.safeconduct.testkit.Reply;
import dev.safeconduct.testkit.client.Api;
import dev.safeconduct.testkit.client.Call;
import dev.safeconduct.testkit.client.Seen;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** That a program goes on as it was: without a configuration, and where something in the agent is broken. */
@Tag("full")
class EveryClientIT {

    private static final List<Call> WITHOUT_BODY = Stream.of("GET", "HEAD", "OPTIONS", "DELETE")
            .map(method -> Call.of(method, ""))
            .toList();

    static Stream<Arguments> clients() {
        return Stream.of(EveryClient.values())
                .flatMap(client -> Stream.of(Jdk.values()).map(jdk -> Arguments.of(client, jdk)));
    }

    static Stream<Arguments> clientsWithAnAdapter() {
        return clients().filter(arguments -> ((EveryClient) arguments.get()[0]).hasAdapter());
    }

    @ParameterizedTest
    @MethodSource("clients")
    void without_a_configuration_every_byte_is_as_without_the_agent(EveryClient client, Jdk jdk) {
        try (RecordingSink sink = RecordingSink.start();
                HostJvm without = client.program(jdk).start();
                HostJvm with =
                        client.program(jdk).agent(HostProgram.agentJar(), "").start()) {
            List<Seen> expected = sendAll(without, sink);
            List<String> bytes = sent(sink);
            sink.forget();
            assertThat(sendAll(with, sink)).isEqualTo(expected);
            assertThat(sent(sink)).isEqualTo(bytes);
            assertThat(said(with)).isEqualTo(said(without));
        }
    }

    @ParameterizedTest
    @MethodSource("clientsWithAnAdapter")
    void an_adapter_that_throws_leaves_requests_as_they_are(EveryClient client, Jdk jdk)
            throws IOException, InterruptedException {
        assertGoesOnWith(BrokenAgent.withAdaptersThatThrow(), client.adapters(), client, jdk);
    }

    @ParameterizedTest
    @MethodSource("clients")
    void a_decision_that_throws_leaves_requests_as_they_are(EveryClient client, Jdk jdk)
            throws IOException, InterruptedException {
        assertGoesOnWith(BrokenAgent.withDecisionsThatThrow(), 1, client, jdk);
    }

    private static void assertGoesOnWith(Path brokenAgent, int failures, EveryClient client, Jdk jdk) {
        try (Api api = Api.start();
                HostJvm without = client.program(jdk).start();
                HostJvm with = client.program(jdk)
                        .agent(brokenAgent, "=" + AgentConfig.file(api.settings("api")))
                        .environment(Api.SECRET_VARIABLE, Api.SECRET)
                        .start()) {
            for (Call call : List.of(
                    Call.get(api.url("/a")),
                    Call.post(api.url("/a"), "text:hello"),
                    Call.post(api.url("/a"), "chunks:100000"))) {
                Seen seen = without.send(call);
                assertThat(seen.status()).isIn(0, 401);
                assertThat(with.send(call)).as(call + with.err()).isEqualTo(seen);
            }
            assertThat(api.authorizations("/a")).hasSize(6).containsOnly("");
            assertThat(api.tokenRequests()).isZero();
            assertThat(with.err().lines().filter(line -> line.contains("safeconduct")))
                    .hasSize(failures)
                    .allSatisfy(line -> assertThat(line)
                            .containsIgnoringCase("internal error (java.lang.IllegalStateException)")
                            .doesNotContain(BrokenAgent.MESSAGE));
        }
    }

    /** On standard error, but for times and the line that the agent says of itself. */
    private static List<String> said(HostJvm program) {
        return program.err()
                .lines()
                .filter(line -> !line.contains("no server is configured") && !line.isBlank())
                .map(line -> line.replaceAll("[0-9]+", "0"))
                .toList();
    }

    /** All bytes; not on which connection each request was, which differs between two runs without the agent too. */
    private static List<String> sent(RecordingSink sink) {
        return sink.transcripts().stream()
                .flatMap(text -> Stream.of(text.split("(?=(GET|HEAD|OPTIONS|DELETE|POST) /x)")))
                .sorted()
                .toList();
    }

    private static List<Seen> sendAll(HostJvm program, RecordingSink sink) {
        List<Call> calls = new ArrayList<>();
        WITHOUT_BODY.forEach(call -> calls.add(Call.of(call.method(), sink.origin() + "/x?y=z%20")));
        for (String body : List.of("text:hello", "bytes:100000", "stream:100000", "chunks:100000")) {
            calls.add(Call.post(sink.origin() + "/x", body).header("X-Mine: a, b"));
        }
        List<Seen> all = new ArrayList<>();
        for (Reply reply : List.of(
                Reply.text(200, "text/plain", "sink"),
                Reply.status(204),
                Reply.json(401, Map.of("error", "invalid_token"))
                        .header("WWW-Authenticate", "Bearer realm=\"x\", error=\"invalid_token\""),
                Reply.status(503).header("Retry-After", "1"))) {
            sink.answer(reply);
            calls.forEach(call -> all.add(program.send(call)));
        }
        return all;
    }
}
