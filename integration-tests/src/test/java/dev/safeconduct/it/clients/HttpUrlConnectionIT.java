package dev.safeconduct.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.testkit.Reply;
import dev.safeconduct.testkit.client.Api;
import dev.safeconduct.testkit.client.Call;
import dev.safeconduct.testkit.client.ClientPrograms;
import dev.safeconduct.testkit.client.ClientSession;
import dev.safeconduct.testkit.client.HeldTokens;
import dev.safeconduct.testkit.client.HttpClientInstrumentationContract;
import dev.safeconduct.testkit.client.Seen;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HttpUrlConnectionIT extends HttpClientInstrumentationContract {

    @Override
    protected ClientPrograms programs() {
        return new ForkedPrograms("HttpUrlConnectionHost");
    }

    @ParameterizedTest
    @EnumSource
    void redirect_that_is_not_followed_is_handed_back(Jdk jdk) {
        ClientSession on = on(jdk);
        Api api = on.plain;
        api.resource.on("/away", request -> Reply.redirect(302, api.url("/there")));
        on.forgetRequests();
        assertThat(assertSameWithAndWithout(on, Call.get(api.url("/away")).with("stay"))
                        .status())
                .isEqualTo(302);
        assertThat(api.authorizations("/away")).first().satisfies(value -> assertIsTokenOf(api, value));
        assertThat(api.resource.requestsTo("/there")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void application_never_sees_the_field_that_is_ours(Jdk jdk) {
        ClientSession on = on(jdk);
        Api api = on.plain;
        api.resource.on("/fields", request -> Reply.text(200, "text/plain", "ok"));
        for (String option : List.of("", "fields", "connect", "disconnect")) {
            on.forgetRequests();
            Seen seen =
                    assertSameWithAndWithout(on, Call.get(api.url("/fields")).with(option));
            assertThat(seen.headers()).as(option).contains("(asked)=[{}, null]");
            assertThat(api.authorizations("/fields"))
                    .as(option)
                    .first()
                    .satisfies(value -> assertIsTokenOf(api, value));
        }
    }

    @ParameterizedTest
    @EnumSource
    void fields_asked_for_first_are_those_of_the_answer(Jdk jdk) {
        ClientSession on = on(jdk);
        Api api = on.api("stale");
        for (String option : List.of("fields", "connect", "disconnect")) {
            on.withAgent.send(Call.get(api.url("")));
            api.issuer.endAccessTokens();
            api.forgetRequests();
            Seen seen = on.withAgent.send(Call.get(api.url("/x")).with(option));
            assertThat(seen.status()).as(option).isEqualTo(200);
            assertThat(seen.headers()).as(option).contains("HTTP/1.1 200").doesNotContain("WWW-Authenticate");
            assertThat(api.resource.requestsTo("/x")).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void answered_requests_leave_nothing_behind(Jdk jdk) {
        ClientSession on = on(jdk);
        String state = "dev.safeconduct.agent.hook.httpurlconnection.ConnectionState";
        int before = ((HostJvm) on.withAgent).instances(state);
        for (int i = 0; i < 50; i++) {
            assertThat(on.withAgent.send(Call.get(on.plain.url("/x"))).status()).isEqualTo(200);
            assertThat(on.withAgent
                            .send(Call.post(on.plain.url("/x"), "stream:1000"))
                            .status())
                    .isEqualTo(200);
        }
        assertThat(((HostJvm) on.withAgent).instances(state)).isLessThanOrEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource
    void connection_is_kept_alive(Jdk jdk) {
        ClientSession on = on(jdk);
        Api api = on.plain;
        on.withAgent.send(Call.get(api.url("/x")));
        int before = on.plainPort.connections();
        for (int i = 0; i < 3; i++) {
            on.withAgent.send(Call.get(api.url("/x")));
        }
        assertThat(on.plainPort.connections()).isEqualTo(before);
    }

    /** While it waits, the server closes what is idle: what is streamed could not be sent once more. */
    @ParameterizedTest
    @EnumSource
    void streamed_request_waits_for_its_token_before_it_connects(Jdk jdk) throws InterruptedException {
        ClientSession on = on(jdk);
        Api api = on.plain;
        for (String body : List.of("stream:1000", "chunks:1000")) {
            api.letTokenExpire(on.withAgent);
            api.forgetRequests();
            try (HeldTokens held = new HeldTokens(api)) {
                on.withAgent.tell(Call.post(api.url("/streamed"), body).words());
                held.await();
                on.plainPort.dropConnections();
            }
            Seen seen = Seen.of(on.withAgent.nextLine());
            assertThat(seen.status()).as(seen.failure()).isEqualTo(200);
            assertThat(api.resource.requestsTo("/streamed")).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void body_100_continue_is_sent_with_the_token(Jdk jdk) {
        ClientSession on = on(jdk);
        Api api = on.plain;
        for (String body : List.of("text:hello", "stream:1000", "chunks:1000")) {
            on.forgetRequests();
            assertThat(on.withAgent
                            .send(Call.post(api.url("/echo"), body).header("Expect: 100-continue"))
                            .status())
                    .as(body)
                    .isEqualTo(200);
            assertThat(api.authorizations("/echo")).singleElement().satisfies(value -> assertIsTokenOf(api, value));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_disconnect_ends_a_request_that_is_held_as_it_ends_a_read(Jdk jdk) throws InterruptedException {
        ClientSession on = on(jdk);
        Api api = on.api("slow");
        api.letTokenExpire(on.withAgent);
        api.forgetRequests();
        try (HeldTokens held = new HeldTokens(api)) {
            on.withAgent.tell("hold", api.url("/held"));
            held.await();
            on.withAgent.tell("disconnect");
            assertThat(on.withAgent.nextLine())
                    .containsExactly("held", "java.net.SocketException: Socket closed", "false");
        }
        assertThat(api.resource.requestsTo("/held")).isEmpty();

        on.withAgent.send(Call.get(api.url("")));
        api.issuer.endAccessTokens();
        try (HeldTokens held = new HeldTokens(api)) {
            on.withAgent.tell("hold", api.url("/refused"));
            held.await();
            on.withAgent.tell("disconnect");
            // What came before the disconnect is still there, as without us.
            assertThat(on.withAgent.nextLine().get(1)).doesNotContain("RuntimeException");
        }
        assertThat(api.resource.requestsTo("/refused")).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void an_interrupt_that_came_before_does_not_cost_the_token(Jdk jdk) throws InterruptedException {
        ClientSession on = on(jdk);
        Api api = on.api("slow");
        api.letTokenExpire(on.withAgent);
        on.withAgent.tell("interrupted", api.url(""));
        assertThat(on.withAgent.nextLine()).as("expired").containsExactly("interrupted", "200", "true");
        api.issuer.endAccessTokens();
        on.withAgent.tell("interrupted", api.url(""));
        assertThat(on.withAgent.nextLine()).as("ended early").containsExactly("interrupted", "200", "true");
    }

    @ParameterizedTest
    @EnumSource
    void an_interrupt_of_a_held_request_ends_the_wait(Jdk jdk) {
        ClientSession on = on(jdk);
        Api api = on.api("slow");
        on.withAgent.send(Call.get(api.url("")));
        api.issuer.endAccessTokens();
        try (HeldTokens held = new HeldTokens(api)) {
            on.withAgent.tell("hold", api.url("/held"));
            held.await();
            on.withAgent.tell("interrupt");
            assertThat(on.withAgent.nextLine()).containsExactly("held", "401", "true");
        }
    }

    @ParameterizedTest
    @EnumSource
    void no_thread_sees_a_401_that_leads_to_a_resend(Jdk jdk) {
        ClientSession on = on(jdk);
        Api api = on.api("slow");
        on.withAgent.send(Call.get(api.url("")));
        api.issuer.endAccessTokens();
        api.issuer.delay("/token", Duration.ofMillis(300));
        try {
            on.withAgent.tell("watched", "8", api.url("/watched"));
            assertThat(on.withAgent.nextLine()).containsExactly("watched", "[200]");
        } finally {
            api.issuer.delay("/token", Duration.ZERO);
        }
    }

    @ParameterizedTest
    @EnumSource
    void t98_a_streamed_body_is_sent_again_if_it_was_kept_whole(Jdk jdk) {
        ClientSession on = on(jdk);
        StreamedUploads.assertSentAgainOnlyIfKeptWhole(on, on.api("slow"));
    }
}
