package dev.safeconduct.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.Jdk;
import dev.safeconduct.testkit.Reply;
import dev.safeconduct.testkit.client.Api;
import dev.safeconduct.testkit.client.Call;
import dev.safeconduct.testkit.client.ClientPrograms;
import dev.safeconduct.testkit.client.ClientSession;
import dev.safeconduct.testkit.client.HeldTokens;
import dev.safeconduct.testkit.client.HttpClientInstrumentationContract;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One version of Jetty's HttpClient. */
abstract class JettyContract extends HttpClientInstrumentationContract {

    private final ClientPrograms programs;

    JettyContract(ClientPrograms programs) {
        this.programs = programs;
    }

    @Override
    protected ClientPrograms programs() {
        return programs;
    }

    @ParameterizedTest
    @EnumSource
    void t10_header_of_a_listener_is_left_alone(Jdk jdk) {
        ClientSession on = on(jdk);
        Api api = on.plain;
        for (String option : List.of("begin-listener", "client-listener")) {
            for (Reply reply : List.of(
                    Reply.text(200, "text/plain", "ok"),
                    Reply.status(401).header("WWW-Authenticate", "Bearer error=\"invalid_token\""))) {
                api.resource.on("/theirs", request -> reply);
                api.forgetRequests();
                assertSameWithAndWithout(on, Call.get(api.url("/theirs")).with(option));
                assertThat(api.authorizations("/theirs")).as(option).containsExactly("Mine", "Mine");
                assertThat(api.tokenRequests()).as(option).isZero();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void t10_credentials_that_are_sent_without_being_asked_are_left_alone(Jdk jdk) {
        ClientSession on = on(jdk);
        Api api = on.plain;
        for (Reply reply :
                List.of(Reply.text(200, "text/plain", "ok"), Reply.status(401).header("WWW-Authenticate", "Bearer"))) {
            api.resource.on("/theirs", request -> reply);
            api.forgetRequests();
            assertSameWithAndWithout(on, Call.get(api.url("/theirs")).with("preemptive"));
            assertThat(api.authorizations("/theirs")).hasSize(2).allMatch(value -> value.startsWith("Basic "));
        }
    }

    /** The program's client has one connection: what is not given back is missed. */
    @ParameterizedTest
    @EnumSource
    void responses_that_are_not_handed_on_cost_no_connection(Jdk jdk) {
        ClientSession on = on(jdk);
        Api api = on.api("stale");
        for (int i = 0; i < 3; i++) {
            for (Call call : List.of(Call.get(api.url("/work")), Call.post(api.url("/work"), "text:hello"))) {
                on.withAgent.send(Call.get(api.url("")));
                api.issuer.endAccessTokens();
                assertThat(on.withAgent.send(call.with("one-connection")))
                        .satisfies(seen ->
                                assertThat(seen.status()).as(seen.failure()).isEqualTo(200));
            }
        }
    }

    /** As proxies do that are built on Jetty. */
    @ParameterizedTest
    @EnumSource
    void client_without_handlers_gets_tokens_too(Jdk jdk) {
        ClientSession on = on(jdk);
        Api api = on.api("stale");
        on.withAgent.send(Call.get(api.url("")));
        api.issuer.endAccessTokens();
        api.forgetRequests();
        assertThat(on.withAgent
                        .send(Call.get(api.url("/work")).with("no-handlers"))
                        .status())
                .isEqualTo(200);
        assertThat(api.resource.requestsTo("/work")).hasSize(2);
    }

    /** Jetty itself tells the program at once. */
    @ParameterizedTest
    @EnumSource
    void request_that_is_aborted_while_it_is_held_ends_at_once(Jdk jdk) throws InterruptedException {
        ClientSession on = on(jdk);
        Api api = on.api("slow");
        for (boolean sent : new boolean[] {false, true}) {
            if (sent) {
                on.withAgent.send(Call.get(api.url("")));
                api.issuer.endAccessTokens();
            } else {
                api.letTokenExpire(on.withAgent);
            }
            api.forgetRequests();
            try (HeldTokens held = new HeldTokens(api)) {
                on.withAgent.tell("start", api.url("/aborted"));
                held.await();
                on.withAgent.tell("abort");
                assertThat(List.of(on.withAgent.nextLine(), on.withAgent.nextLine()))
                        .containsExactlyInAnyOrder(List.of("aborted"), List.of("ended", "of the program"));
            }
            assertThat(on.withAgent.send(Call.get(api.url("/after"))).status()).isEqualTo(200);
            assertThat(api.resource.requestsTo("/aborted")).hasSize(sent ? 1 : 0);
        }
    }

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
                    .contains("java.util.concurrent.TimeoutException");
            held.await();
        }
        on.withAgent.send(Call.get(api.url("")));
    }

    /** Jetty's own authentication reads 16 KiB, and is not there in a client without handlers. */
    @ParameterizedTest
    @EnumSource
    void a_401_that_is_not_answered_is_as_without_us(Jdk jdk) {
        ClientSession on = on(jdk);
        Api api = on.plain;
        for (int length : new int[] {0, 10_000, 100_000}) {
            for (String challenge : List.of("Basic realm=\"x\"", "")) {
                Reply refusal =
                        Reply.text(401, "text/plain", "x".repeat(length)).header("X-A", "1");
                api.resource.on(
                        "/refused",
                        request -> challenge.isEmpty() ? refusal : refusal.header("WWW-Authenticate", challenge));
                assertSameWithAndWithout(on, Call.get(api.url("/refused")));
                assertSameWithAndWithout(on, Call.get(api.url("/refused")).with("no-handlers"));
                assertSameWithAndWithout(on, Call.post(api.url("/refused"), "text:hello"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_401_that_is_long_or_ends_its_connection_leads_to_a_resend(Jdk jdk) {
        ClientSession on = on(jdk);
        Api api = on.api("stale");
        for (Reply refusal : List.of(
                Reply.text(401, "text/plain", "x".repeat(1_000_000)).header("WWW-Authenticate", "Bearer"),
                Reply.text(401, "text/plain", "no")
                        .header("WWW-Authenticate", "Bearer")
                        .header("Connection", "close"))) {
            api.resource.on("/work", request -> WebSocketServer.isAllowed(api, request) ? null : refusal);
            for (Call call : List.of(Call.get(api.url("/work")), Call.post(api.url("/work"), "bytes:500000"))) {
                on.withAgent.send(Call.get(api.url("")));
                api.issuer.endAccessTokens();
                api.forgetRequests();
                assertThat(on.withAgent.send(call))
                        .satisfies(seen ->
                                assertThat(seen.status()).as(seen.failure()).isEqualTo(200));
                assertThat(api.resource.requestsTo("/work")).hasSize(2);
            }
        }
        api.resource.on("/work", null);
    }
}
