package dev.safeconduct.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.it.TemporaryFolders;
import dev.safeconduct.testkit.RecordingSink;
import dev.safeconduct.testkit.Reply;
import dev.safeconduct.testkit.SelfSigned;
import dev.safeconduct.testkit.client.Call;
import dev.safeconduct.testkit.client.ClientPrograms;
import dev.safeconduct.testkit.client.ClientSurroundings;
import dev.safeconduct.testkit.client.HeldTokens;
import dev.safeconduct.testkit.client.Seen;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One version of a client on Netty over HTTP/2: in the clear with prior knowledge, and as TLS negotiates it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class NettyHttp2Contract {

    private static final String HTTP2 = "http2";
    static final int FEW_STREAMS = 8;

    /** Another host than that of the servers. */
    private static final String OTHER = "localhost";

    private final ClientPrograms programs;
    private final Map<Jdk, HostJvm> withTokens = new HashMap<>();
    private final Map<Jdk, HostJvm> without = new HashMap<>();

    private SelfSigned certificate;
    Http2Api api;
    Http2Api narrow;

    /** Once it has refused the newest token, none is asked for in vain for a minute. */
    private Http2Api closed;

    RecordingSink sink;

    NettyHttp2Contract(ClientPrograms programs) {
        this.programs = programs;
    }

    @BeforeAll
    void start() throws IOException {
        certificate = SelfSigned.create(TemporaryFolders.create("tls"), OTHER);
        api = Http2Api.start(certificate);
        narrow = Http2Api.start(certificate, FEW_STREAMS);
        closed = Http2Api.start(certificate);
        sink = RecordingSink.start(OTHER, 0, certificate.context());
    }

    @BeforeEach
    void forget() {
        api.forgetRequests();
        narrow.forgetRequests();
        sink.forget().answer(Reply.text(200, "text/plain", "sink"));
    }

    @AfterAll
    void end() {
        withTokens.values().forEach(HostJvm::close);
        without.values().forEach(HostJvm::close);
        api.close();
        narrow.close();
        closed.close();
        sink.close();
    }

    final HostJvm on(Jdk jdk) {
        return withTokens.computeIfAbsent(jdk, missing -> (HostJvm) programs.start(
                jdk,
                surroundings(),
                List.of(
                        api.settings("clear"),
                        api.secureSettings("secure"),
                        narrow.settings("narrow"),
                        narrow.secureSettings("narrow-secure"),
                        closed.settings("closed"),
                        closed.secureSettings("closed-secure"))));
    }

    private HostJvm bare(Jdk jdk) {
        return without.computeIfAbsent(jdk, missing -> (HostJvm) programs.startWithout(jdk, surroundings()));
    }

    private ClientSurroundings surroundings() {
        try {
            return new ClientSurroundings(
                    Files.writeString(
                            TemporaryFolders.create("hosts-file").resolve("hosts"), "127.0.0.1 " + OTHER + "\n"),
                    certificate.keyStore());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether the client can speak HTTP/2 without TLS. */
    boolean hasPriorKnowledge() {
        return true;
    }

    /** Whether the client's timeout leads to the refusal that is held; else it ends in the client's own failure. */
    boolean handsBackAtTimeout() {
        return true;
    }

    final List<Function<String, String>> urls(Http2Api of) {
        return hasPriorKnowledge() ? List.of(of::url, of::secureUrl) : List.of(of::secureUrl);
    }

    static Seen send(HostJvm jvm, Call call) {
        return jvm.send(call.with(HTTP2));
    }

    /** Without what is another each time. */
    private static Seen stable(Seen seen) {
        String headers = seen.headers().replaceAll("(date|x-http2-stream-id)=\\[[^]]*]", "");
        return new Seen(seen.status(), seen.failure(), seen.url(), headers, seen.length(), seen.sha256(), seen.body());
    }

    static void assertServed(HostJvm jvm, Call call) {
        Seen seen = send(jvm, call);
        assertThat(seen.status()).as(call + " " + seen + jvm.err()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource
    void request_has_the_token(Jdk jdk) {
        HostJvm jvm = on(jdk);
        for (Function<String, String> url : urls(api)) {
            assertServed(jvm, Call.get(url.apply("")));
            api.forgetRequests();
            assertServed(jvm, Call.get(url.apply("/x?a=b")));
            for (String body : List.of("text:hello", "bytes:100000", "stream:100000", "chunks:100000")) {
                assertThat(send(jvm, Call.post(url.apply("/x"), body)).body())
                        .isEqualTo("ok " + (body.startsWith("text") ? 5 : 100_000));
            }
            assertThat(api.received()).hasSize(5).allSatisfy(request -> {
                assertThat(request.protocol()).isEqualTo("HTTP/2.0");
                assertThat(request.authorization()).startsWith("Bearer ");
            });
            assertThat(api.tokenRequests()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void refused_request_is_sent_again_on_another_stream_of_its_connection(Jdk jdk) {
        HostJvm jvm = on(jdk);
        for (Function<String, String> url : urls(api)) {
            for (Call call : List.of(
                    Call.get(url.apply("/x")),
                    Call.of("HEAD", url.apply("/x")),
                    Call.post(url.apply("/x"), "text:hello"),
                    Call.post(url.apply("/x"), "bytes:65536"),
                    Call.post(url.apply("/x"), "stream:60000"),
                    Call.post(url.apply("/x"), "chunks:60000"))) {
                assertServed(jvm, Call.get(url.apply("")));
                api.issuer.endAccessTokens();
                api.forgetRequests();
                assertServed(jvm, call);
                assertThat(api.tokenRequests()).isOne();
                List<Http2Api.Received> sends = api.received();
                assertThat(sends).as(call.toString()).hasSize(2).allSatisfy(request -> assertThat(request.protocol())
                        .isEqualTo("HTTP/2.0"));
                assertThat(sends)
                        .extracting(Http2Api.Received::connection)
                        .containsOnly(sends.get(0).connection());
                assertThat(sends).extracting(Http2Api.Received::authorization).doesNotHaveDuplicates();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void t98_a_body_that_is_too_long_to_be_kept_is_sent_once(Jdk jdk) {
        HostJvm jvm = on(jdk);
        for (Function<String, String> url : urls(api)) {
            assertServed(jvm, Call.get(url.apply("")));
            api.issuer.endAccessTokens();
            api.forgetRequests();
            Call call = Call.post(url.apply("/x"), "bytes:200000");
            assertThat(send(jvm, call)).satisfies(seen -> {
                assertThat(seen.status()).isEqualTo(401);
                assertThat(seen.body()).isEqualTo("refused");
            });
            assertThat(api.received()).hasSize(1);
            assertServed(jvm, call);
        }
    }

    @ParameterizedTest
    @EnumSource
    void t53_server_that_always_refuses_gets_two_sends_and_its_refusal_is_handed_back(Jdk jdk) {
        HostJvm jvm = on(jdk);
        for (Function<String, String> url : urls(closed)) {
            assertServed(jvm, Call.get(url.apply("")));
            closed.forgetRequests();
            Call call = Call.get(url.apply("/closed"));
            Seen seen = send(jvm, call);
            assertThat(stable(seen)).isEqualTo(stable(send(bare(jdk), call)));
            assertThat(seen.status()).isEqualTo(401);
            assertThat(closed.received()).hasSize(3);
            assertServed(jvm, Call.get(url.apply("/x")));
        }
    }

    /** Longer than the windows of a stream and of the connection are at first. */
    @ParameterizedTest
    @EnumSource
    void refusal_that_is_too_long_to_be_held_is_handed_back_whole(Jdk jdk) {
        HostJvm jvm = on(jdk);
        for (Function<String, String> url : urls(api)) {
            assertServed(jvm, Call.get(url.apply("")));
            api.issuer.endAccessTokens();
            api.forgetRequests();
            Call call = Call.get(url.apply("/long"));
            try (HeldTokens held = new HeldTokens(api.issuer)) {
                jvm.tell(call.with(HTTP2).words());
                held.await();
                Seen seen = Seen.of(jvm.nextLine());
                assertThat(stable(seen)).isEqualTo(stable(send(bare(jdk), call)));
                assertThat(seen.length()).isEqualTo(Http2Api.LONG);
            }
            assertServed(jvm, Call.get(url.apply("/x")));
        }
    }

    /** What is held takes nothing from the connection's window. */
    @ParameterizedTest
    @EnumSource
    void t69_refusals_that_are_held_hold_up_no_other_stream(Jdk jdk) {
        HostJvm jvm = on(jdk);
        for (Function<String, String> url : urls(api)) {
            assertServed(jvm, Call.get(url.apply("")));
            api.issuer.endAccessTokens();
            api.forgetRequests();
            try (HeldTokens held = new HeldTokens(api.issuer)) {
                startOne(jvm, url.apply("/middling"));
                held.await();
                for (int i = 0; i < 4; i++) {
                    // Another path of the same origin, which is not configured.
                    assertThat(send(jvm, Call.get(url.apply("-middling"))).status())
                            .isEqualTo(401);
                }
            }
            assertEnded(jvm, 1);
            assertThat(api.tokenRequests()).isOne();
        }
    }

    @ParameterizedTest
    @EnumSource
    void many_streams_renew_a_token_once(Jdk jdk) {
        HostJvm jvm = on(jdk);
        for (Function<String, String> url : urls(api)) {
            assertServed(jvm, Call.get(url.apply("")));
            api.issuer.endAccessTokens();
            api.forgetRequests();
            jvm.tell("burst", "64", url.apply("/work"), HTTP2);
            assertThat(jvm.nextLine())
                    .as(jvm.err())
                    .containsExactly("burst", String.join(",", Collections.nCopies(64, "200")));
            assertThat(api.tokenRequests()).isOne();
            assertThat(api.received()).hasSizeBetween(64, 128);
        }
    }

    static void startOne(HostJvm jvm, String url) {
        jvm.tell("start", url, HTTP2);
        assertThat(jvm.nextLine()).containsExactly("started");
    }

    static void assertEnded(HostJvm jvm, int count) {
        jvm.tell("ends");
        assertThat(jvm.nextLine())
                .as(jvm.err())
                .containsExactly("ends", String.join(",", Collections.nCopies(count, "200")));
    }

    @ParameterizedTest
    @EnumSource
    void own_header_and_other_paths_are_left_alone(Jdk jdk) {
        HostJvm jvm = on(jdk);
        for (Function<String, String> url : urls(api)) {
            assertServed(jvm, Call.get(url.apply("")));
            api.forgetRequests();
            send(jvm, Call.get(url.apply("-evil")));
            send(jvm, Call.get(url.apply("/own")).header("Authorization: Mine own-words"));
            assertThat(api.received())
                    .extracting(Http2Api.Received::authorization)
                    .containsExactly("", "Mine own-words");
        }
    }

    @ParameterizedTest
    @EnumSource
    void t71_a_redirect_from_an_unknown_server_gets_no_token(Jdk jdk) {
        HostJvm jvm = on(jdk);
        assertServed(jvm, Call.get(api.secureUrl("")));
        sink.answer(Reply.redirect(302, api.secureUrl("/landed")));
        String elsewhere = sink.origin() + "/start";
        api.forgetRequests();
        assertThat(send(jvm, Call.get(elsewhere)).status()).isEqualTo(401);
        assertThat(api.received()).extracting(Http2Api.Received::authorization).containsExactly("");
    }

    /** The connection is closed by the server: what is held is the client's, and the next request has another. */
    @ParameterizedTest
    @EnumSource
    void connection_that_is_closed_while_a_refusal_is_held_leaves_it_to_the_client(Jdk jdk) {
        HostJvm jvm = on(jdk);
        for (Function<String, String> url : urls(api)) {
            assertServed(jvm, Call.get(url.apply("")));
            api.issuer.endAccessTokens();
            api.forgetRequests();
            try (HeldTokens held = new HeldTokens(api.issuer)) {
                jvm.tell(Call.get(url.apply("/x")).with(HTTP2).words());
                held.await();
                api.dropConnections();
                assertThat(Seen.of(jvm.nextLine()).status()).isEqualTo(401);
            }
            assertServed(jvm, Call.get(url.apply("/x")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void timeout_of_the_client_ends_the_wait(Jdk jdk) {
        HostJvm jvm = on(jdk);
        for (Function<String, String> url : urls(api)) {
            assertServed(jvm, Call.get(url.apply("")));
            api.issuer.endAccessTokens();
            api.forgetRequests();
            try (HeldTokens held = new HeldTokens(api.issuer)) {
                jvm.tell(Call.get(url.apply("/x")).with("http2,timeout=1000").words());
                held.await();
                Seen seen = Seen.of(jvm.nextLine());
                assertThat(seen.status()).as(seen.failure()).isEqualTo(handsBackAtTimeout() ? 401 : 0);
                assertThat(seen.body()).isEqualTo(handsBackAtTimeout() ? "refused" : "");
            }
            assertServed(jvm, Call.get(url.apply("/x")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void responses_are_what_they_are_without_a_token(Jdk jdk) {
        List<Seen> with = new ArrayList<>();
        List<Seen> bare = new ArrayList<>();
        for (Function<String, String> url : urls(api)) {
            for (Call call : List.of(
                    Call.get(url.apply("-other")),
                    Call.post(url.apply("-other"), "bytes:300000"),
                    Call.get(url.apply("/own")).header("Authorization: Mine own-words"))) {
                with.add(stable(send(on(jdk), call)));
                bare.add(stable(send(bare(jdk), call)));
            }
        }
        assertThat(with).isEqualTo(bare);
    }
}
