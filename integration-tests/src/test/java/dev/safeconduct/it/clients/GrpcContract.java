package dev.safeconduct.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.Jdk;
import dev.safeconduct.testkit.RecordingSink;
import dev.safeconduct.testkit.SelfSigned;
import dev.safeconduct.testkit.client.ClientProgram;
import dev.safeconduct.testkit.client.ClientPrograms;
import dev.safeconduct.testkit.client.ClientSurroundings;
import dev.safeconduct.testkit.client.Conditions;
import dev.safeconduct.testkit.client.Names;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a version of gRPC-java passes: that of the other clients needs redirects and GET, which gRPC does not have. */
abstract class GrpcContract {

    private static final String OWN = "Basic c29tZW9uZTpzZWNyZXQ=";
    private static final Duration LONG = Duration.ofSeconds(2);

    private final ClientPrograms programs;
    private final List<AutoCloseable> open = new ArrayList<>();
    private final SelfSigned certificate;
    private final ClientSurroundings surroundings;

    GrpcContract(ClientPrograms programs) throws IOException {
        this.programs = programs;
        certificate = SelfSigned.create(programs.newFolder("tls"), Names.NAMED, Names.OTHER);
        surroundings = new ClientSurroundings(
                Files.writeString(programs.newFolder("hosts-file").resolve("hosts"), Names.hostsFile()),
                certificate.keyStore());
    }

    /** The agent puts the adapter in. */
    static ClientPrograms withAgent(String version) {
        return new ForkedPrograms("GrpcHost", version);
    }

    /** The program does it itself. */
    static ClientPrograms withAdapter(String version) {
        return new LibraryPrograms("GrpcLibraryHost", new ForkedPrograms("GrpcHost", version));
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    private <T extends AutoCloseable> T closing(T one) {
        open.add(one);
        return one;
    }

    private GrpcApi api() {
        return closing(GrpcApi.start());
    }

    private ClientProgram program(Jdk jdk, GrpcApi... known) {
        List<Map<String, String>> settings = new ArrayList<>();
        for (GrpcApi api : known) {
            settings.add(api.settings("server" + settings.size(), "127.0.0.1"));
        }
        return closing(programs.start(jdk, surroundings, settings));
    }

    private static List<String> call(ClientProgram program, String target, String method, String option) {
        program.tell("call", target, method, "x", option);
        return program.nextLine();
    }

    private static List<String> call(ClientProgram program, GrpcApi api, String option) {
        return call(program, api.target(), "Unary", option);
    }

    private static void assertOk(List<String> line) {
        assertThat(line).containsExactly("status", "OK", "null", "echo x");
    }

    private static void assertRefused(List<String> line) {
        assertThat(line).first().isEqualTo("status");
        assertThat(line.get(1)).isEqualTo("UNAUTHENTICATED");
        assertThat(line.get(2)).startsWith("refused");
    }

    @ParameterizedTest
    @EnumSource
    void every_kind_of_call_gets_a_token(Jdk jdk) {
        GrpcApi api = api();
        ClientProgram program = program(jdk, api);
        assertOk(call(program, api, ""));
        assertThat(call(program, api.target(), "Repeat", "")).containsExactly("status", "OK", "null", "xx");
        assertThat(call(program, api.target(), "Collect", "")).containsExactly("status", "OK", "null", "xx");
        program.tell("blocking", api.target());
        assertThat(program.nextLine()).containsExactly("status", "OK", "", "echo x");
        assertThat(api.authorizations()).hasSizeGreaterThanOrEqualTo(4).allMatch(value -> !value.contains(" AND "));
        assertThat(api.tokenRequests()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void a_server_that_says_nothing_but_the_status_is_answered_too(Jdk jdk) {
        GrpcApi api = api().withoutChallenge();
        ClientProgram program = program(jdk, api);
        assertOk(call(program, api, ""));
        api.endTokens(Duration.ZERO);
        assertOk(call(program, api, ""));
    }

    @ParameterizedTest
    @EnumSource
    void t10_own_authorization_is_left_alone(Jdk jdk) {
        GrpcApi api = api();
        ClientProgram program = program(jdk, api);
        for (String option : List.of("own-header", "interceptor", "call-credentials", "channel-credentials")) {
            assertRefused(call(program, api, option));
        }
        assertThat(api.authorizations()).containsExactly(OWN, OWN, OWN, OWN);
    }

    @ParameterizedTest
    @EnumSource
    void a_builder_that_builds_often_has_one_adapter(Jdk jdk) {
        GrpcApi api = api();
        ClientProgram program = program(jdk, api);
        assertOk(call(program, api, "often"));
        api.forgetCalls();
        api.endTokens(Duration.ZERO);
        assertOk(call(program, api, "often"));
        assertThat(api.received()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void a_server_that_is_not_configured_sees_no_token(Jdk jdk) {
        GrpcApi api = api();
        GrpcApi unknown = api();
        assertRefused(call(program(jdk, api), unknown, ""));
        assertThat(unknown.authorizations()).containsExactly("");
    }

    @ParameterizedTest
    @EnumSource
    void a_refused_call_is_sent_once_more_with_a_new_token(Jdk jdk) {
        GrpcApi api = api();
        ClientProgram program = program(jdk, api);
        assertOk(call(program, api, ""));
        api.forgetCalls();
        api.endTokens(Duration.ZERO);
        assertOk(call(program, api, ""));
        assertThat(api.authorizations()).hasSize(2).doesNotHaveDuplicates();
        assertThat(api.tokenRequests()).isEqualTo(1);
        api.endTokens(Duration.ZERO);
        assertThat(call(program, api.target(), "Repeat", "")).containsExactly("status", "OK", "null", "xx");
        api.endTokens(Duration.ZERO);
        program.tell("blocking", api.target());
        assertThat(program.nextLine()).containsExactly("status", "OK", "", "echo x");
    }

    @ParameterizedTest
    @EnumSource
    void a_server_that_refuses_always_is_called_twice(Jdk jdk) {
        GrpcApi api = api();
        ClientProgram program = program(jdk, api);
        assertOk(call(program, api, ""));
        api.refusesAll().forgetCalls();
        List<String> seen = call(program, api, "");
        assertRefused(seen);
        assertThat(seen.get(2)).endsWith("error=\"invalid_token\"");
        assertThat(api.received()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void a_stream_is_not_sent_again_and_the_next_has_a_new_token(Jdk jdk) throws InterruptedException {
        GrpcApi api = api();
        ClientProgram program = program(jdk, api);
        assertOk(call(program, api, ""));
        api.forgetCalls();
        api.endTokens(Duration.ZERO);
        assertRefused(call(program, api.target(), "Collect", ""));
        assertThat(api.received()).hasSize(1);
        Conditions.await("a new token", () -> api.tokenRequests() == 1);
        assertOk(call(program, api, ""));
        assertThat(call(program, api.target(), "Collect", "")).containsExactly("status", "OK", "null", "xx");
        assertThat(api.tokenRequests()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void a_call_that_waits_does_not_hold_up_others_on_the_same_threads(Jdk jdk) {
        GrpcApi slow = api();
        GrpcApi other = api();
        ClientProgram program = program(jdk, slow, other);
        assertOk(call(program, slow, "direct"));
        assertOk(call(program, other, "direct"));
        slow.endTokens(LONG);
        program.tell("race", slow.target(), other.target());
        assertThat(program.nextLine()).containsExactly("other", "OK");
        assertThat(program.nextLine()).containsExactly("held", "OK");
    }

    @ParameterizedTest
    @EnumSource
    void many_calls_with_a_token_that_was_ended_lead_to_one_refresh(Jdk jdk) {
        GrpcApi api = api();
        ClientProgram program = program(jdk, api);
        assertOk(call(program, api, ""));
        api.forgetCalls();
        api.endTokens(Duration.ofMillis(500));
        program.tell("burst", "64", api.target());
        assertThat(program.nextLine()).containsExactly("burst", String.join(",", Collections.nCopies(64, "OK")));
        assertThat(api.tokenRequests()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void a_deadline_ends_the_wait_before_a_call_and_after_a_refusal(Jdk jdk) {
        GrpcApi api = api();
        ClientProgram program = program(jdk, api);
        api.issuer.delay("/token", LONG);
        assertThat(call(program, api, "call-deadline=300").get(1)).isIn("DEADLINE_EXCEEDED", "UNAUTHENTICATED");
        api.issuer.delay("/token", Duration.ZERO);
        assertOk(call(program, api, ""));
        api.endTokens(LONG);
        assertThat(call(program, api, "call-deadline=300").get(1)).isIn("DEADLINE_EXCEEDED", "UNAUTHENTICATED");
        assertOk(call(program, api, ""));
    }

    @ParameterizedTest
    @EnumSource
    void a_canceled_call_ends_at_once(Jdk jdk) throws InterruptedException {
        GrpcApi api = api();
        ClientProgram program = program(jdk, api);
        assertOk(call(program, api, ""));
        api.endTokens(Duration.ofSeconds(15)).forgetCalls();
        program.tell("start", api.target());
        assertThat(program.nextLine()).containsExactly("started");
        Conditions.await("it is refused, and a token is asked for", () -> api.tokenRequests() == 1);
        program.tell("cancel");
        assertThat(program.nextLine()).containsExactly("status", "CANCELLED", "not needed", "");
        assertThat(api.received()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void with_tls_the_name_that_the_certificate_proves_is_the_servers(Jdk jdk) {
        GrpcApi secure = closing(GrpcApi.start(certificate));
        ClientProgram program =
                closing(programs.start(jdk, surroundings, List.of(secure.settings("named", Names.NAMED))));
        assertOk(call(program, secure.target(Names.NAMED), "Unary", "tls"));
        assertOk(call(program, secure.target(), "Unary", "tls-authority=" + secure.target(Names.NAMED)));
        secure.forgetCalls();
        assertRefused(call(program, secure.target(Names.OTHER), "Unary", "tls"));
        assertRefused(call(program, secure.target(Names.NAMED), "Unary", "tls-authority=" + Names.OTHER));
        assertThat(secure.authorizations()).containsExactly("", "");
    }

    @ParameterizedTest
    @EnumSource
    void t11_a_name_that_is_not_where_it_goes_gets_no_token(Jdk jdk) {
        GrpcApi named = api();
        GrpcApi unknown = api();
        ClientProgram program =
                closing(programs.start(jdk, surroundings, List.of(named.settings("named", Names.NAMED))));
        String target = named.target(Names.NAMED);
        assertOk(call(program, target, "Unary", ""));
        named.forgetCalls();
        assertRefused(call(program, target, "Unary", "call-authority=" + named.target(Names.OTHER)));
        assertRefused(call(program, target, "Unary", "authority=" + named.target(Names.OTHER)));
        assertRefused(call(program, named.target(Names.OTHER), "Unary", ""));
        assertRefused(call(program, unknown.target(), "Unary", "authority=" + target));
        assertRefused(call(program, unknown.target(), "Unary", "call-authority=" + target));
        assertThat(named.authorizations()).containsExactly("", "", "");
        assertThat(unknown.authorizations()).containsExactly("", "");
    }

    @ParameterizedTest
    @EnumSource
    void t14_proxy_sees_no_token(Jdk jdk) {
        GrpcApi plain = api();
        GrpcApi secure = closing(GrpcApi.start(certificate));
        RecordingSink proxy = closing(RecordingSink.start().tunnels(true));
        ClientProgram program = program(jdk, plain, secure);
        assertRefused(call(program, plain, "proxy=" + proxy.port()));
        assertThat(plain.authorizations()).containsExactly("");
        assertOk(call(program, secure, "tls-proxy=" + proxy.port()));
        assertThat(proxy.heads()).isNotEmpty().allSatisfy(head -> assertThat(head)
                .doesNotContainIgnoringCase("Authorization"));
    }

    @ParameterizedTest
    @EnumSource
    void a_token_that_is_bound_to_a_key_has_a_proof_for_the_call(Jdk jdk) {
        GrpcApi api = api().demandingBoundTokens();
        ClientProgram program = closing(programs.start(
                jdk,
                surroundings,
                List.of(api.settings("bound", "127.0.0.1"), Map.of("safeconduct.server.bound.dpop", "always"))));
        assertOk(call(program, api, ""));
        GrpcApi.Received last = api.received().get(api.received().size() - 1);
        assertThat(last.authorization()).startsWith("DPoP ");
        String claims =
                new String(Base64.getUrlDecoder().decode(last.proof().split("\\.", -1)[1]), StandardCharsets.UTF_8);
        assertThat(claims.replace(" ", ""))
                .contains("\"htm\":\"POST\"", "\"htu\":\"http://" + api.target() + "/echo.Echo/Unary\"");
    }
}
